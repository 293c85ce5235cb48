#include "core/client/outstanding.h"

#include <limits>
#include <utility>

#include "core/wire/consumer_frame.h"

namespace pulsarws {

bool Outstanding::Delivery::settle() const noexcept {
  auto held = message.lock();
  // Without a message nobody else can settle it.
  return !held || held->settle();
}

void Outstanding::add(const std::shared_ptr<const Message>& message) {
  const wire::IncomingMessage& content = message->content();
  Entry entry{Delivery{content.id, wire::write_ack(content.message_id),
                       message->connection(), message},
              message.get()};
  if (spare_.empty()) {
    deliveries_.insert_or_assign(content.id, std::move(entry));
    return;
  }
  spare_.key() = content.id;
  spare_.mapped() = std::move(entry);
  auto there = deliveries_.insert(std::move(spare_));
  if (there.inserted) return;
  there.position->second = std::move(there.node.mapped());
  spare_ = std::move(there.node);
}

void Outstanding::erase(Entries::iterator place) noexcept {
  spare_ = deliveries_.extract(place);
  spare_.mapped() = Entry();
}

wire::Frame Outstanding::ack_of(const Message& message) const noexcept {
  auto found = deliveries_.find(message.content().id);
  const bool same =
      found != deliveries_.end() && found->second.same == &message;
  return same ? found->second.delivery.ack : wire::Frame();
}

void Outstanding::remove(const Message& message) noexcept {
  auto found = deliveries_.find(message.content().id);
  if (found != deliveries_.end() && found->second.same == &message) {
    erase(found);
  }
}

const Outstanding::Delivery* Outstanding::find(
    const wire::MessageId& id) const noexcept {
  auto found = deliveries_.find(id);
  return found == deliveries_.end() ? nullptr : &found->second.delivery;
}

std::optional<Outstanding::Delivery> Outstanding::take(
    const wire::MessageId& id) noexcept {
  auto found = deliveries_.find(id);
  if (found == deliveries_.end()) return {};
  std::optional<Delivery> taken = std::move(found->second.delivery);
  erase(found);
  return taken;
}

wire::MessageId Outstanding::first_of_partition(const wire::MessageId& id) {
  wire::MessageId first;
  first.ledger_id = std::numeric_limits<std::int64_t>::min();
  first.partition = id.partition;
  return first;
}

}  // namespace pulsarws
