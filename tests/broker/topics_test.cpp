// One consumer of several topics, by a list or by a pattern.
#include <chrono>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

void send_to_each(const ClientHandle& client,
                  const std::vector<std::string>& topics, int count) {
  for (std::size_t t = 0; t < topics.size(); ++t) {
    const ProducerHandle producer = make_producer(client, topics[t]);
    for (int i = 0; i < count; ++i) {
      send(producer, plain_text(std::to_string(t) + "/" + std::to_string(i)));
    }
  }
}

std::set<std::string> payloads_of(std::size_t topics, int count) {
  std::set<std::string> payloads;
  for (std::size_t t = 0; t < topics; ++t) {
    for (int i = 0; i < count; ++i) {
      payloads.insert(std::to_string(t) + "/" + std::to_string(i));
    }
  }
  return payloads;
}

std::set<std::string> receive_and_ack(const ConsumerHandle& consumer,
                                      std::size_t count) {
  std::set<std::string> payloads;
  for (std::size_t i = 0; i < count; ++i) {
    const MessageHandle message = receive(consumer);
    payloads.insert(payload_of(message));
    ack(consumer, message);
  }
  return payloads;
}

}  // namespace

// Alone, as it counts what comes: see stream_test.cpp.
TEST_CASE("A list of topics: all messages of all come, and acks work",
          "[alone]") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    // One of them with characters that a URL has to escape.
    const std::string base = unique_topic("list");
    const std::vector<std::string> topics{base + "-a", base + "-b & c=d",
                                          base + "-\xc3\xbc"};
    const ClientHandle client = make_client(cluster);
    const ConsumerHandle consumer =
        make_topics_consumer(client, topics, "sub & sub");
    CHECK(std::string(pws_consumer_topic(consumer.get())) ==
          topics[0] + "," + topics[1] + "," + topics[2]);
    CHECK(std::string(pws_consumer_subscription(consumer.get())) ==
          "sub & sub");
    send_to_each(client, topics, 20);
    CHECK(receive_and_ack(consumer, 60) == payloads_of(3, 20));
    flush_acks(consumer);
    CHECK(backlog_empties(cluster, topics[0], "sub & sub"));
    CHECK(backlog_empties(cluster, topics[2], "sub & sub"));
    CHECK(nothing_comes(consumer, 0));
    // One ack up to here is not to be had over several topics.
    send_to_each(client, {topics[0]}, 1);
    const MessageHandle message = receive(consumer);
    CHECK(result_of([&](pws_error** error) {
            return pws_consumer_ack_cumulative(consumer.get(), message.get(),
                                               error);
          }).status == PWS_ERR_NOT_SUPPORTED);
  }
}

TEST_CASE("A list of topics over a cut: what was acked does not come again") {
  const Cluster cluster = plain_cluster();
  const std::string base = unique_topic("list-cut");
  const std::vector<std::string> topics{base + "-a", base + "-b"};
  CuttingProxy proxy(cluster.port());
  const ClientHandle direct = make_client(cluster);
  const ClientHandle client =
      make_client(cluster.behind(proxy.port()), {{"logLevel", "off"}});
  const ConsumerHandle consumer = make_topics_consumer(client, topics, "sub");
  send_to_each(direct, topics, 10);
  std::vector<MessageHandle> messages;
  std::set<std::string> settled;
  for (int i = 0; i < 20; ++i) messages.push_back(receive(consumer));
  for (int i = 0; i < 5; ++i) ack(consumer, messages[i]);
  flush_acks(consumer);
  proxy.cut();
  ack(consumer, messages[5]);
  REQUIRE(proxy.wait_until(
      [](const ProxyTraffic& traffic) { return traffic.connections >= 2; },
      30s));
  REQUIRE(wait_for(
      [&] {
        return pws_consumer_is_connected(consumer.get()) == 1 &&
               pws_consumer_queued_count(consumer.get()) > 0;
      },
      30s));
  for (int i = 6; i < 10; ++i) ack(consumer, messages[i]);
  for (int i = 0; i < 10; ++i) settled.insert(payload_of(messages[i]));
  const std::set<std::string> again = receive_and_ack(consumer, 10);
  CHECK(again.size() == 10);
  for (const std::string& payload : again) CHECK(settled.count(payload) == 0);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topics[0], "sub"));
  CHECK(backlog_empties(cluster, topics[1], "sub"));
}

TEST_CASE("A pattern of topics: those that match, and no others") {
  const Cluster cluster = plain_cluster();
  const std::string base = unique_topic("pattern");
  const std::vector<std::string> topics{base + "-a1", base + "-a2"};
  const std::string other = base + "-b1";
  const ClientHandle client = make_client(cluster);
  send_to_each(client, topics, 5);
  const ProducerHandle elsewhere = make_producer(client, other);
  send(elsewhere, plain_text("elsewhere"));
  const std::string pattern = base + "-a[0-9]+";
  const ConsumerHandle consumer = make_pattern_consumer(client, pattern, "sub");
  CHECK(std::string(pws_consumer_topic(consumer.get())) == pattern);
  CHECK(receive_and_ack(consumer, 10) == payloads_of(2, 5));
  CHECK_FALSE(subscription(cluster, other, "sub"));
  flush_acks(consumer);
  for (const std::string& topic : topics) {
    CHECK(backlog_empties(cluster, topic, "sub"));
  }
}

TEST_CASE("A topic that is made later joins the pattern") {
  const Cluster cluster = plain_cluster();
  const std::string base = unique_topic("later");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer =
      make_pattern_consumer(client, base + "-.*", "sub", {});
  const ProducerHandle producer = make_producer(client, base + "-a1");
  send(producer, plain_text("early or late"));
  // Where its subscription begins with the latest message it may miss the
  // first: the server tells its proxy of the topic when it has time.
  REQUIRE(wait_for([&] { return subscription(cluster, base + "-a1", "sub"); },
                   std::chrono::seconds(90)));
  send(producer, plain_text("later"));
  std::string payload = payload_of(receive(consumer));
  if (payload == "early or late") payload = payload_of(receive(consumer));
  CHECK(payload == "later");
}

}  // namespace pulsarws::testing
