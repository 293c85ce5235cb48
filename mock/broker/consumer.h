#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mock/broker/acknowledgments.h"
#include "mock/broker/recalls.h"
#include "mock/broker/recipient.h"
#include "mock/broker/subscription.h"
#include "mock/broker/world.h"
#include "mock/front/broker_port.h"

namespace pulsarws::mock::broker {

// A consumer or a reader, as Pulsar's client has it: a receiver queue, acks of
// batches, timers for what is to come again, dead letters.
class Consumer : public ConsumerPort, public Recipient, public TopicWatcher {
 public:
  enum class Kind { kConsumer, kReader };

  Consumer(World& world, ConsumerRequest request, Kind kind);
  ~Consumer() override;

  // Of the batch that the id is of it takes what is behind it. Called before it
  // joins.
  void begin_behind(const wire::MessageId& id) { behind_ = id; }
  // The broker sends the message that it begins behind, and the client throws
  // it away without asking for another in its place.
  void lose_place() { lost_places_ = 1; }
  // Of the topic; `start` is where a subscription begins that is not there yet.
  std::optional<BrokerRefusal> join(Topic& topic, std::int64_t start);

  void when_ready(std::function<void()> ready) override;
  std::optional<BrokerDelivery> receive() override;
  void acknowledge(const wire::MessageId& id) override;
  void negative_acknowledge(const wire::MessageId& id) override;
  bool has_reached_end_of_topic() override;
  bool unsubscribe() override;

  const std::string& name() const override { return request_.consumer_name; }
  std::int32_t priority() const override { return request_.priority_level; }
  std::int64_t room(const Subscription& subscription) const override;
  void take(Subscription& subscription, std::int64_t number, const Entry& entry,
            std::int32_t redelivery_count) override;
  void reach_end(Subscription& subscription) override;
  void forget_given(Subscription& subscription) override;
  void lose(Subscription& subscription) override;

  // A topic has come to be: where the pattern fits, it is joined from its
  // beginning.
  void see_topic(Topic& topic) override;
  // One that was there before.
  void see_old_topic(Topic& topic);

 private:
  struct Queued {
    Subscription* subscription;
    std::int64_t number;
    BrokerDelivery delivery;
  };
  // What it knows of one of its topics.
  struct Joined {
    std::int64_t queued = 0;
    bool has_reached_end = false;
    Acknowledgments acknowledgments;
    Recalls nacked;
    Recalls unacknowledged;  // where there is an ack timeout
    // Delivered as often as may be: dead letters when they are to come again.
    std::map<std::int64_t, std::vector<BrokerDelivery>> last_tries;
  };
  // The nacked or the unacknowledged ones.
  using WhichRecalls = decltype(&Joined::nacked);
  using Place = std::pair<Subscription* const, Joined>;

  bool is_before_begin(const wire::MessageId& id) const;
  Place* find(const wire::MessageId& id);
  bool fits_pattern(const Topic& topic) const;
  void tell_ready();
  void ask();
  void forget_queued(Subscription& subscription);
  void forget_queued(Subscription& subscription, std::int64_t number);
  void recall(Place& place, WhichRecalls recalls, const wire::MessageId& id,
              std::int64_t delay_ms);
  void deliver_again(Place& place, std::int64_t number);
  void bury(Subscription& subscription, std::int64_t number,
            const BrokerDelivery& delivery);
  std::int64_t ack_timeout_from_now() const;
  // Calls back only while this lives.
  std::function<void()> if_alive(std::function<void()> what) const;

  World& world_;
  const ConsumerRequest request_;
  const Kind kind_;
  const std::int64_t started_ms_;
  std::optional<wire::MessageId> behind_;
  std::int64_t lost_places_ = 0;
  std::map<Subscription*, Joined> joined_;
  bool is_asking_ = false;        // for one message, where it has no queue
  bool had_reached_end_ = false;  // when it unsubscribed
  std::deque<Queued> queue_;
  std::function<void()> ready_;
  bool ready_is_posted_ = false;
  const std::shared_ptr<const bool> life_ = std::make_shared<bool>(true);
};

}  // namespace pulsarws::mock::broker
