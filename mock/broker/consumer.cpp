#include "mock/broker/consumer.h"

#include <algorithm>
#include <regex>
#include <utility>

#include "mock/broker/dead_letter.h"

namespace pulsarws::mock::broker {
namespace {

// What Pulsar's client takes for the shortest delay, and how long it may be
// until it looks.
constexpr std::int64_t kLeastNackDelayMs = 100;
constexpr std::int64_t kNackLookMs = 30;
constexpr std::int64_t kAckTimeoutTickMs = 1000;

// Patterns come without a scheme, or with the topics' own.
std::string full_pattern(const std::string& pattern) {
  if (pattern.find("://") != std::string::npos) return pattern;
  const bool is_local = pattern.find('/') == std::string::npos;
  return "persistent://" + (is_local ? "public/default/" + pattern : pattern);
}

}  // namespace

Consumer::Consumer(World& world, ConsumerRequest request, Kind kind)
    : world_(world),
      request_(std::move(request)),
      kind_(kind),
      started_ms_(world.clock().now_ms()) {
  if (!request_.topics_pattern.empty()) world_.watchers.insert(this);
}

Consumer::~Consumer() {
  world_.watchers.erase(this);
  for (const auto& [subscription, state] : joined_) {
    Topic& topic = subscription->topic();
    if (subscription->leave(*this)) topic.drop_subscription(*subscription);
  }
}

std::optional<BrokerRefusal> Consumer::join(Topic& topic, std::int64_t start) {
  Subscription& subscription = topic.subscribe(
      request_.subscription, request_.type, request_.durable, start);
  auto refusal = subscription.refusal_of(request_.type, request_.durable);
  if (refusal) return refusal;
  joined_[&subscription];
  subscription.join(*this, request_.type);
  return std::nullopt;
}

bool Consumer::fits_pattern(const Topic& topic) const {
  return std::regex_match(base_name_of(topic),
                          std::regex(full_pattern(request_.topics_pattern)));
}

void Consumer::see_topic(Topic& topic) {
  if (fits_pattern(topic)) join(topic, topic.first());
}

void Consumer::see_old_topic(Topic& topic) {
  if (!fits_pattern(topic)) return;
  join(topic, request_.earliest ? topic.first() : topic.end());
}

Consumer::Place* Consumer::find(const wire::MessageId& id) {
  for (Place& place : joined_) {
    const Topic& topic = place.first->topic();
    if (topic.ledger_id() == id.ledger_id &&
        topic.partition() == id.partition) {
      return &place;
    }
  }
  return nullptr;
}

// --- What comes --------------------------------------------------------------

// Without a queue a consumer asks for one message at a time, and a reader never
// asks.
std::int64_t Consumer::room(const Subscription& subscription) const {
  if (request_.receiver_queue_size == 0) return is_asking_ ? 1 : 0;
  const auto found = joined_.find(const_cast<Subscription*>(&subscription));
  return request_.receiver_queue_size - lost_places_ - found->second.queued;
}

void Consumer::ask() {
  if (request_.receiver_queue_size > 0 || kind_ == Kind::kReader) return;
  is_asking_ = true;
  for (const auto& [subscription, state] : joined_) subscription->dispatch();
}

bool Consumer::is_before_begin(const wire::MessageId& id) const {
  return behind_ && behind_->ledger_id == id.ledger_id &&
         behind_->entry_id == id.entry_id &&
         id.batch_index <= behind_->batch_index;
}

void Consumer::take(Subscription& subscription, std::int64_t number,
                    const Entry& entry, std::int32_t redelivery_count) {
  is_asking_ = false;
  Joined& joined = joined_[&subscription];
  joined.acknowledgments.forget(number);
  for (std::size_t i = 0; i < entry.messages.size(); ++i) {
    const wire::MessageId id = subscription.topic().id_of(number, entry, i);
    if (subscription.topic().is_persistent() && is_before_begin(id)) continue;
    ++joined.queued;
    queue_.push_back(
        {&subscription, number, {id, entry.messages[i], redelivery_count}});
  }
  tell_ready();
}

void Consumer::reach_end(Subscription& subscription) {
  joined_[&subscription].has_reached_end = true;
}

void Consumer::forget_queued(Subscription& subscription) {
  queue_.erase(std::remove_if(queue_.begin(), queue_.end(),
                              [&](const Queued& queued) {
                                return queued.subscription == &subscription;
                              }),
               queue_.end());
  joined_[&subscription].queued = 0;
}

void Consumer::forget_queued(Subscription& subscription, std::int64_t number) {
  const auto end =
      std::remove_if(queue_.begin(), queue_.end(), [&](const Queued& queued) {
        return queued.subscription == &subscription && queued.number == number;
      });
  joined_[&subscription].queued -= queue_.end() - end;
  queue_.erase(end, queue_.end());
}

void Consumer::forget_given(Subscription& subscription) {
  forget_queued(subscription);
  Joined& joined = joined_[&subscription];
  joined.acknowledgments.forget_all();
  joined.unacknowledged.drop_all();
  joined.last_tries.clear();
}

void Consumer::lose(Subscription& subscription) {
  forget_queued(subscription);
  joined_.erase(&subscription);
}

std::function<void()> Consumer::if_alive(std::function<void()> what) const {
  return [life = std::weak_ptr(life_), what = std::move(what)] {
    if (!life.expired()) what();
  };
}

void Consumer::when_ready(std::function<void()> ready) {
  ready_ = std::move(ready);
  tell_ready();
}

void Consumer::tell_ready() {
  if (ready_is_posted_ || !ready_) return;
  ready_is_posted_ = true;
  world_.clock().later(0, if_alive([this] {
                         ready_is_posted_ = false;
                         ready_();
                       }));
}

std::optional<BrokerDelivery> Consumer::receive() {
  const std::int32_t most = request_.max_redeliver_count;
  if (queue_.empty()) ask();
  while (!queue_.empty()) {
    Queued queued = std::move(queue_.front());
    queue_.pop_front();
    Subscription& subscription = *queued.subscription;
    Joined& joined = joined_[&subscription];
    --joined.queued;
    const BrokerDelivery& delivery = queued.delivery;
    if (most > 0 && delivery.redelivery_count > most) {
      bury(subscription, queued.number, delivery);
      continue;
    }
    if (most > 0 && delivery.redelivery_count == most) {
      joined.last_tries[queued.number].push_back(delivery);
    }
    if (kind_ == Kind::kReader) {
      const Entry* entry = subscription.topic().find(queued.number);
      if (!entry || delivery.id.batch_index + 1 == delivery.id.batch_size ||
          !entry->is_batch()) {
        subscription.settle(queued.number);
      }
    } else if (request_.ack_timeout_ms > 0 &&
               !joined.unacknowledged.has(queued.number)) {
      recall(*joined_.find(&subscription), &Joined::unacknowledged, delivery.id,
             ack_timeout_from_now());
    }
    subscription.dispatch();
    return std::move(queued.delivery);
  }
  return std::nullopt;
}

// --- What is answered --------------------------------------------------------

void Consumer::acknowledge(const wire::MessageId& id) {
  Place* place = find(id);
  if (!place) return;
  auto& [subscription, joined] = *place;
  const Entry* entry = subscription->topic().find(id.entry_id);
  if (entry && id.batch_index >= 0 && entry->is_batch() &&
      !joined.acknowledgments.complete(id.entry_id,
                                       static_cast<std::size_t>(id.batch_index),
                                       entry->messages.size())) {
    return;
  }
  joined.last_tries.erase(id.entry_id);
  joined.unacknowledged.drop(id.entry_id);
  subscription->settle(id.entry_id);
}

void Consumer::negative_acknowledge(const wire::MessageId& id) {
  Place* place = find(id);
  if (!place) return;
  place->second.unacknowledged.drop(id.entry_id);
  const std::int64_t delay =
      std::max(kLeastNackDelayMs, request_.negative_ack_delay_ms);
  recall(*place, &Joined::nacked, id, delay + kNackLookMs);
}

// The client keeps entries, not the messages of batches.
void Consumer::recall(Place& place, WhichRecalls recalls,
                      const wire::MessageId& id, std::int64_t delay_ms) {
  const std::int64_t ticket = (place.second.*recalls).set(id.entry_id);
  world_.clock().later(
      delay_ms, if_alive([this, recalls, id, ticket] {
        Place* its = find(id);
        if (its && (its->second.*recalls).take(id.entry_id, ticket)) {
          deliver_again(*its, id.entry_id);
        }
      }));
}

// The client looks at its ticks, and takes what was there for a whole time.
std::int64_t Consumer::ack_timeout_from_now() const {
  const std::int64_t now = world_.clock().now_ms() - started_ms_;
  const std::int64_t last_tick = now - now % kAckTimeoutTickMs;
  return last_tick + kAckTimeoutTickMs + request_.ack_timeout_ms - now;
}

void Consumer::deliver_again(Place& place, std::int64_t number) {
  auto& [subscription, joined] = place;
  const auto found = joined.last_tries.find(number);
  if (found != joined.last_tries.end()) {
    const auto letters = std::move(found->second);
    joined.last_tries.erase(found);
    for (const BrokerDelivery& letter : letters) {
      bury(*subscription, number, letter);
    }
    return;
  }
  if (subscription->is_shared()) forget_queued(*subscription, number);
  subscription->redeliver(*this, number);
}

void Consumer::bury(Subscription& subscription, std::int64_t number,
                    const BrokerDelivery& delivery) {
  std::string grave = request_.dead_letter_topic;
  if (grave.empty()) {
    grave = base_name_of(subscription.topic()) + "-" + request_.subscription +
            "-DLQ";
  }
  Entry entry;
  entry.messages = {dead_letter_of(subscription.topic(), request_.subscription,
                                   delivery, world_.clock().now_ms())};
  entry.sender = std::make_shared<Sender>(Sender{"", "NONE"});
  world_.get(grave).append(std::move(entry));
  subscription.settle(number);
}

bool Consumer::has_reached_end_of_topic() {
  if (joined_.empty()) return had_reached_end_;
  return std::all_of(joined_.begin(), joined_.end(), [](const auto& one) {
    return one.second.has_reached_end;
  });
}

bool Consumer::unsubscribe() {
  const auto is_alone = [](const auto& one) {
    return one.first->recipients().size() == 1;
  };
  if (!std::all_of(joined_.begin(), joined_.end(), is_alone)) return false;
  world_.watchers.erase(this);
  had_reached_end_ = has_reached_end_of_topic();
  queue_.clear();
  for (const auto& [subscription, state] : std::exchange(joined_, {})) {
    subscription->topic().drop_subscription(*subscription);
  }
  return true;
}

}  // namespace pulsarws::mock::broker
