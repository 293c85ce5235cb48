#include "mock/plain/plain_consumer.h"

#include <algorithm>
#include <regex>
#include <utility>

#include "mock/plain/world.h"

namespace pulsarws::mock::plain {
namespace {

BrokerRefusal busy(std::string text) {
  BrokerRefusal refusal;
  refusal.kind = BrokerRefusal::Kind::kBusy;
  refusal.text = std::move(text);
  return refusal;
}

// Patterns come without a scheme, or with the topics' own.
std::string full_pattern(const std::string& pattern) {
  if (pattern.find("://") != std::string::npos) return pattern;
  const bool is_local = pattern.find('/') == std::string::npos;
  return "persistent://" + (is_local ? "public/default/" + pattern : pattern);
}

}  // namespace

PlainConsumer::PlainConsumer(World& world, ConsumerRequest request,
                             bool is_reader)
    : world_(world), request_(std::move(request)), is_reader_(is_reader) {
  if (!request_.topics_pattern.empty()) world_.pattern_consumers.insert(this);
}

PlainConsumer::~PlainConsumer() {
  world_.pattern_consumers.erase(this);
  for (Subscription* one : subscriptions_) {
    one->consumers.erase(
        std::remove(one->consumers.begin(), one->consumers.end(), this),
        one->consumers.end());
  }
  // Who closes is not counted as having failed.
  for (const auto& [id, place] : unacked_) {
    place.subscription->give_back(place.number);
  }
  for (Subscription* one : subscriptions_) {
    if (one->durable || !one->consumers.empty()) {
      one->dispatch(world_);
    } else {
      Topic& topic = one->topic();
      topic.subscriptions.erase(std::string(one->name));
    }
  }
}

std::optional<BrokerRefusal> PlainConsumer::join(Topic& topic,
                                                 std::int64_t start) {
  auto& place = topic.subscriptions[request_.subscription];
  if (!place) {
    place = std::make_unique<Subscription>(
        topic, request_.subscription, request_.type, request_.durable, start);
  }
  if (!place->consumers.empty() && place->type != request_.type) {
    return busy(
        "Subscription is of different type. Active subscription type of '" +
        place->type + "' is different than the connecting consumer's type '" +
        request_.type + "'.");
  }
  if (!place->consumers.empty() && request_.type == "Exclusive") {
    return busy("Exclusive consumer is already connected");
  }
  if (!place->consumers.empty() && place->durable != request_.durable) {
    BrokerRefusal refusal;
    refusal.text = std::string(place->durable ? "Durable" : "NonDurable") +
                   " subscription with the same name already exists.";
    return refusal;
  }
  place->type = request_.type;
  place->consumers.push_back(this);
  subscriptions_.push_back(place.get());
  place->dispatch(world_);
  return std::nullopt;
}

void PlainConsumer::see_topic(Topic& topic, bool from_beginning) {
  const std::regex pattern(full_pattern(request_.topics_pattern));
  if (!std::regex_match(topic.name, pattern)) return;
  join(topic, from_beginning ? topic.first : topic.end());
}

std::int64_t PlainConsumer::room() const {
  const std::int64_t size = std::max(1, request_.receiver_queue_size);
  return size - static_cast<std::int64_t>(queue_.size());
}

std::int64_t PlainConsumer::unacked_of(const Subscription& subscription) const {
  return std::count_if(unacked_.begin(), unacked_.end(), [&](const auto& one) {
    return one.second.subscription == &subscription;
  });
}

void PlainConsumer::take(Subscription& subscription, std::int64_t number,
                         const StoredMessage& stored,
                         std::int32_t redelivery_count) {
  queue_.push_back(
      {&subscription, number, {stored.id, stored.message, redelivery_count}});
  unacked_[stored.id] = {&subscription, number};
  ++delivered_;
  tell_ready();
}

void PlainConsumer::forget(Subscription& subscription) {
  const auto is_of_it = [&](const Queued& queued) {
    return queued.subscription == &subscription;
  };
  queue_.erase(std::remove_if(queue_.begin(), queue_.end(), is_of_it),
               queue_.end());
  for (auto i = unacked_.begin(); i != unacked_.end();) {
    i = i->second.subscription == &subscription ? unacked_.erase(i)
                                                : std::next(i);
  }
  subscriptions_.erase(
      std::remove(subscriptions_.begin(), subscriptions_.end(), &subscription),
      subscriptions_.end());
}

std::function<void()> PlainConsumer::if_alive(
    std::function<void()> what) const {
  return [life = std::weak_ptr<const bool>(life_), what = std::move(what)] {
    if (!life.expired()) what();
  };
}

void PlainConsumer::when_ready(std::function<void()> ready) {
  ready_ = std::move(ready);
  tell_ready();
}

void PlainConsumer::tell_ready() {
  if (ready_is_posted_ || !ready_) return;
  ready_is_posted_ = true;
  world_.soon(if_alive([this] {
    ready_is_posted_ = false;
    ready_();
  }));
}

std::optional<BrokerDelivery> PlainConsumer::receive() {
  while (true) {
    if (queue_.empty()) return std::nullopt;
    const Queued queued = std::move(queue_.front());
    queue_.pop_front();
    const wire::MessageId id = queued.delivery.id;
    const std::int32_t most = request_.max_redeliver_count;
    if (most > 0 && queued.delivery.redelivery_count >= most) {
      bury(queued);
      queued.subscription->dispatch(world_);
      continue;
    }
    if (is_reader_) {
      unacked_.erase(id);
      queued.subscription->settle(queued.number);
    } else if (request_.ack_timeout_ms > 0) {
      world_.later(request_.ack_timeout_ms,
                   if_alive([this, id] { deliver_again(id); }));
    }
    queued.subscription->dispatch(world_);
    return queued.delivery;
  }
}

void PlainConsumer::bury(const Queued& queued) {
  const BrokerMessage& message = *queued.delivery.message;
  auto copy = std::make_shared<BrokerMessage>(message);
  const wire::MessageId& id = queued.delivery.id;
  const std::string origin = std::to_string(id.ledger_id) + ":" +
                             std::to_string(id.entry_id) + ":" +
                             std::to_string(id.partition);
  copy->properties = {{"REAL_TOPIC", queued.subscription->topic().name},
                      {"REAL_SUBSCRIPTION", request_.subscription},
                      {"ORIGIN_MESSAGE_ID", origin}};
  copy->properties.insert(copy->properties.end(), message.properties.begin(),
                          message.properties.end());
  copy->properties.emplace_back("ORIGIN_MESSAGE_IDY_TIME", origin);
  copy->event_time = 0;
  copy->publish_time = now_ms();
  Topic& grave = world_.get(request_.dead_letter_topic);
  StoredMessage stored;
  stored.message = std::move(copy);
  stored.id.ledger_id = grave.ledger_id;
  stored.id.entry_id = ++grave.last_entry;
  grave.append(world_, std::move(stored));
  acknowledge(id);
  for (const auto& [name, subscription] : grave.subscriptions) {
    subscription->dispatch(world_);
  }
}

void PlainConsumer::acknowledge(const wire::MessageId& id) {
  const auto found = unacked_.find(id);
  if (found != unacked_.end()) {
    const Place place = found->second;
    unacked_.erase(found);
    place.subscription->settle(place.number);
    return;
  }
  // Of an earlier connection: only where the id alone says which it is.
  if (subscriptions_.size() != 1 || id.partition >= 0 || id.batch_index >= 0) {
    return;
  }
  Topic& topic = subscriptions_.front()->topic();
  for (std::int64_t number = topic.first; number < topic.end(); ++number) {
    if (!(topic.find(number)->id == id)) continue;
    subscriptions_.front()->settle(number);
    return;
  }
}

void PlainConsumer::negative_acknowledge(const wire::MessageId& id) {
  world_.later(request_.negative_ack_delay_ms,
               if_alive([this, id] { deliver_again(id); }));
}

// The one cursor of an exclusive subscription goes back to what is not settled.
void PlainConsumer::give_all_back(Subscription& subscription) {
  for (auto i = unacked_.begin(); i != unacked_.end();) {
    if (i->second.subscription == &subscription) {
      subscription.give_back(i->second.number);
      i = unacked_.erase(i);
    } else {
      ++i;
    }
  }
  const auto is_of_it = [&](const Queued& queued) {
    return queued.subscription == &subscription;
  };
  queue_.erase(std::remove_if(queue_.begin(), queue_.end(), is_of_it),
               queue_.end());
}

void PlainConsumer::deliver_again(const wire::MessageId& id) {
  const auto found = unacked_.find(id);
  if (found == unacked_.end()) return;
  Subscription& subscription = *found->second.subscription;
  if (subscription.counts_redeliveries()) {
    subscription.deliver_again(found->second.number);
    unacked_.erase(found);
  } else {
    give_all_back(subscription);
  }
  subscription.dispatch(world_);
}

bool PlainConsumer::has_reached_end_of_topic() {
  return queue_.empty() && !subscriptions_.empty() &&
         std::all_of(subscriptions_.begin(), subscriptions_.end(),
                     [](const Subscription* one) { return one->is_at_end(); });
}

bool PlainConsumer::unsubscribe() {
  const auto is_alone = [](const Subscription* one) {
    return one->consumers.size() == 1;
  };
  if (!std::all_of(subscriptions_.begin(), subscriptions_.end(), is_alone)) {
    return false;
  }
  const std::vector<Subscription*> all = subscriptions_;
  for (Subscription* one : all) {
    forget(*one);
    Topic& topic = one->topic();
    topic.subscriptions.erase(std::string(one->name));
  }
  return true;
}

}  // namespace pulsarws::mock::plain
