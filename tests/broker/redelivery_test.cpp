// Messages that come again: by nack, by ack timeout, by an explicit redeliver;
// and those that have come too often.
#include <chrono>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

std::int32_t redeliveries(const MessageHandle& message) {
  return pws_message_redelivery_count(message.get());
}

}  // namespace

TEST_CASE("A nacked message comes again, not before its delay") {
  const std::string topic = unique_topic("nack-delay");
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub",
      {{"subscriptionType", "Shared"}, {"negativeAckRedeliveryDelay", "1500"}});
  send(producer, plain_text("again"));
  send(producer, plain_text("once"));
  const MessageHandle first = receive(consumer);
  CHECK(redeliveries(first) == 0);
  ack(consumer, receive(consumer));
  const auto since = SteadyClock::now();
  nack(consumer, first);
  nack(consumer, first);
  const MessageHandle second = receive(consumer);
  CHECK(SteadyClock::now() - since >= 1500ms);
  CHECK(payload_of(second) == "again");
  CHECK(redeliveries(second) == 1);
  // A verdict on the first delivery says nothing of the second.
  ack(consumer, first);
  // By id it is the second that is meant.
  const IdHandle id = id_of(second);
  const auto nack_id = [&] {
    return result_of([&](pws_error** error) {
             return pws_consumer_nack_id(consumer.get(), id.get(), error);
           })
        .status;
  };
  CHECK(nack_id() == PWS_OK);
  CHECK(nack_id() == PWS_ERR_WRONG_CONSUMER);
  const MessageHandle third = receive(consumer);
  CHECK(payload_of(third) == "again");
  CHECK(redeliveries(third) == 2);
  ack(consumer, third);
  flush_acks(consumer);
  CHECK(backlog_empties(plain_cluster(), topic, "sub"));
}

TEST_CASE("ackTimeoutMillis: what is not acked in time comes again") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("ack-timeout");
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub",
      {{"subscriptionType", "Shared"}, {"ackTimeoutMillis", "1000"}});
  send(producer, plain_text("slow"));
  const auto since = SteadyClock::now();
  const MessageHandle slow = receive(consumer);
  const MessageHandle again = receive(consumer);
  CHECK(SteadyClock::now() - since >= 900ms);
  CHECK(payload_of(again) == "slow");
  CHECK(redeliveries(again) >= 1);
  ack(consumer, again);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("maxRedeliverCount: the dead-letter topic gets what came too often") {
  const Cluster cluster = plain_cluster();
  const ClientHandle client = make_client(cluster);
  const std::string own_topic = unique_topic("own-dlq");
  for (const std::string& named : {std::string(), own_topic}) {
    const std::string topic = unique_topic("dlq");
    const std::string dead = named.empty() ? topic + "-sub-DLQ" : named;
    Settings settings{{"subscriptionType", "Shared"},
                      {"negativeAckRedeliveryDelay", "100"},
                      {"maxRedeliverCount", "2"}};
    if (!named.empty()) settings.emplace_back("deadLetterTopic", named);
    const ConsumerHandle undertaker = make_consumer(client, dead, "sub");
    const ConsumerHandle consumer =
        make_consumer(client, topic, "sub", settings);
    const ProducerHandle producer = make_producer(client, topic);
    Content content = plain_text("poison");
    content.key = "key";
    content.properties = {{"name", "value"}};
    send(producer, content);
    // Delivered once and redelivered twice, which nobody wants either.
    for (int i = 0; i < 3; ++i) {
      INFO(dead << ", delivery " << i);
      const MessageHandle message = receive(consumer);
      CHECK(content_of(message) == content);
      CHECK(redeliveries(message) == i);
      nack(consumer, message);
    }
    const MessageHandle buried = receive(undertaker);
    CHECK(payload_of(buried) == "poison");
    CHECK(content_of(buried).properties.at("name") == "value");
    ack(undertaker, buried);
    CHECK(backlog_empties(cluster, topic, "sub"));
    CHECK(nothing_comes(consumer, 0));
  }
}

TEST_CASE("redeliver: all that is handed out and not settled comes again") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("redeliver");
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub",
      {{"subscriptionType", "Shared"}, {"negativeAckRedeliveryDelay", "100"}});
  for (int i = 0; i < 10; ++i) send(producer, plain_text(std::to_string(i)));
  std::vector<MessageHandle> messages;
  for (int i = 0; i < 10; ++i) messages.push_back(receive(consumer));
  for (int i = 0; i < 4; ++i) ack(consumer, messages[i]);
  // One that the application has let go of is outstanding all the same.
  messages[9].reset();
  CHECK(pws_consumer_outstanding_count(consumer.get()) == 6);
  must([&](pws_error** error) {
    return pws_consumer_redeliver(consumer.get(), error);
  });
  CHECK(pws_consumer_outstanding_count(consumer.get()) == 0);
  std::set<std::string> again;
  while (again.size() < 6) {
    const MessageHandle message = receive(consumer);
    CHECK(redeliveries(message) == 1);
    ack(consumer, message);
    again.insert(payload_of(message));
  }
  CHECK(again == std::set<std::string>{"4", "5", "6", "7", "8", "9"});
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

}  // namespace pulsarws::testing
