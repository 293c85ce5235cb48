// Whatever a native producer has published: it stops none of the messages
// behind it, but for what the proxy itself cannot deliver (docs/limits.md).
#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/broker/witness.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

constexpr const char* kSchemas[] = {"string", "bytes", "json"};

std::string statistics_of(const ConsumerHandle& consumer) {
  pws_text* json = nullptr;
  must([&](pws_error** error) {
    return pws_consumer_statistics(consumer.get(), &json, error);
  });
  std::string text = pws_text_get(json);
  pws_text_free(json);
  return text;
}

}  // namespace

TEST_CASE("A message of any content stops none of those behind it") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("odd");
  std::vector<std::string> topics{topic};
  for (const char* schema : kSchemas) topics.push_back(topic + "-" + schema);
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ConsumerHandle typed = make_topics_consumer(client, topics, "typed");
  const std::vector<std::string> names =
      ask_witness("odd " + broker_url() + " " + topic);
  CHECK(names.size() >= 20);

  std::map<std::string, std::int64_t> event_times;
  std::size_t odd = 0;
  std::size_t largest = 0;
  for (const std::string& name : names) {
    INFO("behind " << name);
    for (;;) {
      const MessageHandle message = receive(consumer);
      const std::string payload = payload_of(message);
      ack(consumer, message);
      if (payload == "behind " + name) break;
      ++odd;
      largest = std::max(largest, payload.size());
      event_times[name] = content_of(message).event_time_ms;
    }
  }
  CHECK(event_times.at("event-time-microseconds") == 1795443035803000);
  CHECK(event_times.at("event-time-nanoseconds") == 1795443035803000000);
  CHECK(event_times.at("event-time-latest") ==
        std::numeric_limits<std::int64_t>::max());
  CHECK(largest == 12U << 20);
  // Three of each batch; none of what is encrypted or has a topic of its own.
  CHECK(odd == names.size() + 2 * 5 - 1 - std::size(kSchemas));
  flush_acks(consumer);
  // What the proxy passes over, it acks as well.
  CHECK(statistics_of(consumer).find("\"connectionsLost\":0") !=
        std::string::npos);

  std::set<std::string> behind;
  while (behind.size() < names.size()) {
    const MessageHandle message = receive(typed);
    const std::string payload = payload_of(message);
    if (payload.rfind("behind ", 0) == 0) behind.insert(payload);
    ack(typed, message);
  }
}

TEST_CASE(
    "Behind a message without a value nothing comes until it is skipped") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("tombstone");
  const ClientHandle client = make_client(cluster, kReopening);
  {
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    ask_witness("tombstone " + broker_url() + " " + topic);
    const MessageHandle before = receive(consumer);
    CHECK(payload_of(before) == "before");
    ack(consumer, before);
    CHECK(nothing_comes(consumer, 2000));
    close(consumer);
  }
  skip_messages(cluster, topic, "sub", 1);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  CHECK(payload_of(receive(consumer)) == "behind");
}

TEST_CASE("A message larger than the client takes ends its consumer for good") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("too-large");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  ask_witness("chunked " + broker_url() + " " + topic + " " +
              std::to_string(26 << 20));
  pws_message* message = nullptr;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_consumer_receive(consumer.get(), kPatience, &message, error);
  });
  const MessageHandle owned(message);
  INFO(result.text);
  CHECK(result.status == PWS_ERR_PROTOCOL);
  CHECK(result.fatal);
  CHECK(result.text.find("this client takes") != std::string::npos);
  CHECK(result.text.find("maxReceivedFrameSize") != std::string::npos);
}

TEST_CASE("Messages of a non-persistent topic are each their own") {
  const Cluster cluster = plain_cluster();
  const std::string name = unique_topic("volatile");
  const std::string topic = "non-" + name;
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  std::vector<ConsumerHandle> consumers;
  consumers.push_back(make_consumer(client, topic, "one"));
  consumers.push_back(
      make_topics_consumer(client, {topic, topic + "-2"}, "all"));
  consumers.push_back(make_topics_consumer(client, {topic, name}, "mixed"));
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5; ++i) send(producer, plain_text(std::to_string(i)));
    for (const ConsumerHandle& consumer : consumers) {
      std::vector<MessageHandle> messages;
      for (int i = 0; i < 5; ++i) {
        messages.push_back(receive(consumer));
        CHECK(payload_of(messages.back()) == std::to_string(i));
      }
      CHECK(pws_consumer_outstanding_count(consumer.get()) == 5);
      const IdHandle id = id_of(messages[0]);
      must([&](pws_error** error) {
        return pws_consumer_ack_id(consumer.get(), id.get(), error);
      });
      for (int i = 1; i < 5; ++i) {
        ack(consumer, messages[static_cast<std::size_t>(i)]);
      }
      CHECK(pws_consumer_outstanding_count(consumer.get()) == 0);
      flush_acks(consumer);
    }
  }
}

}  // namespace pulsarws::testing
