#include "mock/broker/topic.h"

#include <utility>

#include "mock/broker/subscription.h"

namespace pulsarws::mock::broker {
namespace {

constexpr const char* kNonPersistent = "non-persistent:";

}  // namespace

Topic::Topic(Clock& clock, std::string name, std::int64_t ledger_id,
             std::int32_t partition, std::size_t retain)
    : clock_(clock),
      name_(std::move(name)),
      ledger_id_(name_.rfind(kNonPersistent, 0) == 0 ? 0 : ledger_id),
      partition_(partition),
      is_persistent_(name_.rfind(kNonPersistent, 0) != 0),
      retain_(retain) {}

Topic::~Topic() = default;

const Entry* Topic::find(std::int64_t number) const {
  if (number < first_ || number >= end()) return nullptr;
  return &entries_[static_cast<std::size_t>(number - first_)];
}

wire::MessageId Topic::id_of(std::int64_t number) const {
  wire::MessageId id;
  id.ledger_id = ledger_id_;
  id.entry_id = number;
  id.partition = partition_;
  return id;
}

wire::MessageId Topic::id_of(std::int64_t number, const Entry& entry,
                             std::size_t index) const {
  wire::MessageId id = id_of(number);
  if (entry.is_batch()) {
    id.batch_index = static_cast<std::int32_t>(index);
    id.batch_size = static_cast<std::int32_t>(entry.size());
  }
  return id;
}

void Topic::append(Entry entry) {
  messages_in += entry.size();
  for (const auto& message : entry.messages) {
    bytes_in += static_cast<std::int64_t>(message->payload.size());
  }
  if (!is_persistent_) {
    for (const auto& [name, subscription] : subscriptions_) {
      subscription->offer(entry);
    }
    return;
  }
  entries_.push_back(std::move(entry));
  if (entries_.size() > retain_) {
    entries_.pop_front();
    ++first_;
  }
  for (const auto& [name, subscription] : subscriptions_) {
    subscription->dispatch();
  }
}

void Topic::terminate() {
  is_terminated_ = true;
  for (const auto& [name, subscription] : subscriptions_) {
    subscription->tell_end();
  }
}

Subscription* Topic::find_subscription(const std::string& subscription) const {
  const auto found = subscriptions_.find(subscription);
  return found == subscriptions_.end() ? nullptr : found->second.get();
}

Subscription& Topic::subscribe(const std::string& subscription,
                               const std::string& type, bool durable,
                               std::int64_t start) {
  auto& place = subscriptions_[subscription];
  if (!place) {
    place = std::make_unique<Subscription>(*this, subscription, type, durable,
                                           start);
  }
  return *place;
}

void Topic::drop_subscription(const Subscription& subscription) {
  subscriptions_.erase(std::string(subscription.name()));
}

}  // namespace pulsarws::mock::broker
