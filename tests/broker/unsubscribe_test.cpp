// Leaving a subscription for good, and the question whether a topic has ended.
#include <chrono>
#include <thread>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

CallResult unsubscribe(const ConsumerHandle& consumer) {
  return result_of([&](pws_error** error) {
    return pws_consumer_unsubscribe(consumer.get(), kPatience, error);
  });
}

bool has_ended(const ConsumerHandle& consumer) {
  std::int32_t end_of_topic = -1;
  must([&](pws_error** error) {
    return pws_consumer_end_of_topic(consumer.get(), kPatience, &end_of_topic,
                                     error);
  });
  CHECK((end_of_topic == 0 || end_of_topic == 1));
  return end_of_topic == 1;
}

}  // namespace

TEST_CASE("Unsubscribing removes the subscription and closes the consumer") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    const std::string topic = unique_topic("unsubscribe");
    CuttingProxy proxy(cluster.port());
    const ClientHandle direct = make_client(cluster);
    const ClientHandle client = make_client(cluster.behind(proxy.port()));
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    const ProducerHandle producer = make_producer(direct, topic);
    send(producer, plain_text("acked"));
    send(producer, plain_text("unacked"));
    ack(consumer, receive(consumer));
    REQUIRE(subscription_appears(cluster, topic, "sub"));
    const CallResult result = unsubscribe(consumer);
    INFO(result.text);
    CHECK(result.status == PWS_OK);
    CHECK_FALSE(subscription(cluster, topic, "sub"));
    pws_message* message = nullptr;
    CHECK(result_of([&](pws_error** error) {
            return pws_consumer_receive(consumer.get(), 0, &message, error);
          }).status == PWS_ERR_CLOSED);
    CHECK(unsubscribe(consumer).status == PWS_ERR_CLOSED);
    // It does not come back, which would subscribe again.
    REQUIRE(proxy.wait_until(
        [](const ProxyTraffic& traffic) { return traffic.open_now == 0; },
        30s));
    std::this_thread::sleep_for(300ms);
    CHECK(proxy.traffic().connections == 1);
    CHECK_FALSE(subscription(cluster, topic, "sub"));
    close(consumer);
  }
}

TEST_CASE("Unsubscribing beside another consumer is refused, and ends it") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("unsubscribe-refused");
  CuttingProxy proxy(cluster.port());
  const ClientHandle direct = make_client(cluster);
  const ClientHandle client =
      make_client(cluster.behind(proxy.port()), {{"logLevel", "off"}});
  const Settings shared{{"subscriptionType", "Shared"}};
  const ConsumerHandle other = make_consumer(direct, topic, "sub", shared);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub", shared);
  const CallResult result = unsubscribe(consumer);
  INFO(result.text);
  CHECK(result.status == PWS_ERR_UNSUBSCRIBE_REFUSED);
  CHECK(result.text.find("other consumers") != std::string::npos);
  // The other one and the subscription are as before, the first is gone.
  CHECK(wait_for(
      [&] {
        const auto state = subscription(cluster, topic, "sub");
        return state && state->consumers.size() == 1;
      },
      15s));
  const ProducerHandle producer = make_producer(direct, topic);
  send(producer, plain_text("still here"));
  const MessageHandle message = receive(other);
  CHECK(payload_of(message) == "still here");
  ack(other, message);
  CHECK(proxy.traffic().connections == 1);
  pws_message* none = nullptr;
  CHECK(result_of([&](pws_error** error) {
          return pws_consumer_receive(consumer.get(), 0, &none, error);
        }).status == PWS_ERR_UNSUBSCRIBE_REFUSED);
  // Alone, the other may.
  CHECK(unsubscribe(other).status == PWS_OK);
  CHECK(subscription_goes(cluster, topic, "sub"));
}

TEST_CASE("A consumer asks whether its topic has ended") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("end-of-topic");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  for (int i = 0; i < 5; ++i) send(producer, plain_text(std::to_string(i)));
  for (int i = 0; i < 4; ++i) ack(consumer, receive(consumer));
  const MessageHandle last = receive(consumer);
  CHECK_FALSE(has_ended(consumer));
  terminate_topic(cluster, topic);
  // Not while a message is not acked.
  CHECK_FALSE(wait_for([&] { return has_ended(consumer); }, 1s));
  ack(consumer, last);
  CHECK(wait_for([&] { return has_ended(consumer); }, 30s));
  // Nothing is taken any more, and what was acked is.
  const CallResult refused = result_of([&](pws_error** error) {
    pws_producer* late = nullptr;
    const pws_status status = pws_producer_new(
        client.get(), topic.c_str(), nullptr, kPatience, &late, error);
    pws_producer_free(late);
    return status;
  });
  CHECK(refused.status == PWS_ERR_SERVICE_UNAVAILABLE);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

}  // namespace pulsarws::testing
