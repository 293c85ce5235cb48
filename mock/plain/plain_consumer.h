#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mock/front/broker_port.h"
#include "mock/plain/plain_topic.h"

namespace pulsarws::mock::plain {

// A consumer or a reader with its receiver queue.
class PlainConsumer : public ConsumerPort {
 public:
  PlainConsumer(World& world, ConsumerRequest request, bool is_reader);
  ~PlainConsumer() override;

  // Of the topic; `start` is where a subscription begins that is not there yet.
  std::optional<BrokerRefusal> join(Topic& topic, std::int64_t start);
  // A topic has come to be: where its pattern fits, it is joined.
  // From its beginning, unless it was there before.
  void see_topic(Topic& topic, bool from_beginning);

  const std::string& name() const { return request_.consumer_name; }
  std::int32_t priority() const { return request_.priority_level; }
  bool has_room() const { return room() > 0; }
  std::int64_t room() const;
  std::int64_t unacked_of(const Subscription& subscription) const;
  std::int64_t delivered() const { return delivered_; }
  void take(Subscription& subscription, std::int64_t number,
            const StoredMessage& stored, std::int32_t redelivery_count);
  // The subscription is gone.
  void forget(Subscription& subscription);

  void when_ready(std::function<void()> ready) override;
  std::optional<BrokerDelivery> receive() override;
  void acknowledge(const wire::MessageId& id) override;
  void negative_acknowledge(const wire::MessageId& id) override;
  bool has_reached_end_of_topic() override;
  bool unsubscribe() override;

 private:
  struct Queued {
    Subscription* subscription;
    std::int64_t number;
    BrokerDelivery delivery;
  };
  struct Place {
    Subscription* subscription;
    std::int64_t number;
  };

  void tell_ready();
  void deliver_again(const wire::MessageId& id);
  void give_all_back(Subscription& subscription);
  void bury(const Queued& queued);
  // Calls back only while this lives.
  std::function<void()> if_alive(std::function<void()> what) const;

  World& world_;
  ConsumerRequest request_;
  const bool is_reader_;
  std::vector<Subscription*> subscriptions_;
  std::deque<Queued> queue_;
  std::map<wire::MessageId, Place> unacked_;
  std::function<void()> ready_;
  bool ready_is_posted_ = false;
  std::int64_t delivered_ = 0;
  const std::shared_ptr<const bool> life_ = std::make_shared<bool>(true);
};

}  // namespace pulsarws::mock::plain
