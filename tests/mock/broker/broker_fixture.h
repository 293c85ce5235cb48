#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mock/broker/broker.h"
#include "tests/mock/broker/manual_clock.h"
#include "tests/support/catch.h"

namespace pulsarws::mock::broker {

inline const std::string kTopic = "persistent://public/default/t";

using Payloads = std::vector<std::string>;
using Receipt = ProducerPort::Receipt;
using Port = std::unique_ptr<ConsumerPort>;

inline ProducerRequest producer(std::string topic = kTopic) {
  ProducerRequest request;
  request.topic = std::move(topic);
  return request;
}

inline ProducerRequest batching_producer(std::int32_t most) {
  ProducerRequest request = producer();
  request.batching = true;
  request.batching_max_messages = most;
  request.batching_max_delay_ms = 10;
  return request;
}

inline ConsumerRequest consumer(std::string type = "Exclusive",
                                std::string subscription = "s") {
  ConsumerRequest request;
  request.topics = {kTopic};
  request.type = std::move(type);
  request.subscription = std::move(subscription);
  return request;
}

inline ReaderRequest reader(std::string topic = kTopic) {
  ReaderRequest request;
  request.topic = std::move(topic);
  return request;
}

inline BrokerMessage message(std::string payload) {
  BrokerMessage message;
  message.payload = std::move(payload);
  return message;
}

inline BrokerMessage keyed(std::string key, std::string payload) {
  BrokerMessage message;
  message.key = std::move(key);
  message.payload = std::move(payload);
  return message;
}

// A producer that remembers its answers.
class Sending {
 public:
  explicit Sending(std::unique_ptr<ProducerPort> port)
      : port_(std::move(port)) {}

  void operator()(BrokerMessage message) {
    port_->send(std::move(message), [&answers = *answers_](const Receipt& one) {
      answers.push_back(one);
    });
  }
  // What is answered at once: without batching all is.
  Receipt operator()(std::string payload) {
    (*this)(message(std::move(payload)));
    return answers_->empty() ? Receipt{} : answers_->back();
  }
  const std::vector<Receipt>& answers() const { return *answers_; }
  void close() { port_.reset(); }

 private:
  std::unique_ptr<std::vector<Receipt>> answers_ =
      std::make_unique<std::vector<Receipt>>();
  std::unique_ptr<ProducerPort> port_;
};

// A broker whose time stands still. What is made of it has to end before it.
struct BrokerFixture {
  static constexpr std::size_t kAll = 1000;

  explicit BrokerFixture(bool deduplication = false, std::size_t retain = kAll)
      : broker(clock, deduplication, retain) {}

  Sending create(const ProducerRequest& request = producer()) {
    auto result = broker.create_producer(request);
    REQUIRE_FALSE(result.refusal);
    return Sending(std::move(result.value));
  }
  Port create(const ConsumerRequest& request) {
    return required(broker.subscribe(request));
  }
  Port create(const ReaderRequest& request) {
    return required(broker.create_reader(request));
  }

  BrokerRefusal refusal_of(const ProducerRequest& request) {
    return required_refusal(broker.create_producer(request));
  }
  BrokerRefusal refusal_of(const ConsumerRequest& request) {
    return required_refusal(broker.subscribe(request));
  }
  BrokerRefusal refusal_of(const ReaderRequest& request) {
    return required_refusal(broker.create_reader(request));
  }

  SubscriptionStats subscription(const std::string& name = "s") {
    const auto stats = broker.stats(kTopic);
    REQUIRE(stats);
    REQUIRE(stats->subscriptions.count(name) == 1);
    return stats->subscriptions.at(name);
  }

  ManualClock clock;
  Broker broker;

 private:
  static Port required(BrokerResult<Port> result) {
    REQUIRE_FALSE(result.refusal);
    return std::move(result.value);
  }
  template <typename Result>
  static BrokerRefusal required_refusal(Result result) {
    REQUIRE(result.refusal);
    CHECK_FALSE(result.value);
    return *result.refusal;
  }
};

inline std::vector<BrokerDelivery> receive_all(const Port& port) {
  std::vector<BrokerDelivery> all;
  while (auto one = port->receive()) all.push_back(std::move(*one));
  return all;
}

inline Payloads payloads(const Port& port) {
  Payloads all;
  for (const auto& one : receive_all(port)) all.push_back(one.message->payload);
  return all;
}

// "payload/redeliveryCount"
inline Payloads counted(const Port& port) {
  Payloads all;
  for (const auto& one : receive_all(port)) {
    all.push_back(one.message->payload + "/" +
                  std::to_string(one.redelivery_count));
  }
  return all;
}

}  // namespace pulsarws::mock::broker
