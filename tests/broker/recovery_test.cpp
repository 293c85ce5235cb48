// What holds when connections break: no acked message comes again, no stored
// one is lost, and producer and consumer come back by themselves.
#include <chrono>
#include <iostream>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

const Settings kQuiet{{"logLevel", "off"}};

bool comes_back(const ConsumerHandle& consumer, const CuttingProxy& proxy,
                std::size_t connections) {
  return proxy.wait_until(
             [&](const ProxyTraffic& traffic) {
               return traffic.connections >= connections;
             },
             30s) &&
         wait_for(
             [&] { return pws_consumer_is_connected(consumer.get()) == 1; },
             30s);
}

}  // namespace

TEST_CASE("Acks that were flushed hold over an abrupt cut") {
  for (const Cluster& cluster : {plain_cluster(), secure_cluster()}) {
    const std::string topic = unique_topic("ack-flush");
    const ClientHandle client = make_client(cluster, kReopening);
    const ProducerHandle producer = make_producer(client, topic);
    for (int i = 0; i < 200; ++i) send(producer, plain_text(std::to_string(i)));
    {
      CuttingProxy proxy(cluster.port());
      const ClientHandle cut_off =
          make_client(cluster.behind(proxy.port()), kQuiet);
      const ConsumerHandle consumer = make_consumer(cut_off, topic, "sub");
      for (int i = 0; i < 200; ++i) ack(consumer, receive(consumer));
      flush_acks(consumer);
      proxy.refuse_new();
      proxy.cut();
      // Freed here without a connection: nothing more can reach the server.
    }
    CHECK(backlog_empties(cluster, topic, "sub"));
    send(producer, plain_text("next"));
    const ConsumerHandle second = make_consumer(client, topic, "sub");
    CHECK(content_of(receive(second)).payload == "next");
  }
}

namespace {

constexpr int kMessages = 60;
constexpr int kFlushed = 20;

// Receives messages, acks some and flushes that, loses the connection, acks the
// others while there is none and when there is one again. Returns what comes
// again after that, which it acks, too.
std::set<int> ack_around_a_cut(const Cluster& cluster, const std::string& topic,
                               const Settings& sending,
                               std::set<std::int32_t> expected_partitions) {
  CuttingProxy proxy(cluster.port());
  const ClientHandle direct = make_client(cluster);
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(direct, topic, sending);
  SentMessages sent(kMessages);
  for (int i = 0; i < kMessages; ++i) {
    Content content = plain_text(std::to_string(i));
    content.key = "key-" + std::to_string(i % 10);
    sent.send(producer, static_cast<std::size_t>(i), content);
  }
  std::vector<MessageHandle> messages;
  std::set<std::int32_t> partitions;
  for (int i = 0; i < kMessages; ++i) {
    messages.push_back(receive(consumer));
    partitions.insert(
        pws_message_id_partition(pws_message_get_id(messages.back().get())));
  }
  CHECK(partitions == expected_partitions);
  for (int i = 0; i < kFlushed; ++i) ack(consumer, messages[i]);
  flush_acks(consumer);
  proxy.cut();
  for (int i = kFlushed; i < 40; ++i) ack(consumer, messages[i]);
  REQUIRE(comes_back(consumer, proxy, 2));
  for (int i = 40; i < kMessages; ++i) ack(consumer, messages[i]);

  send(producer, plain_text("next"));
  std::set<int> again;
  for (;;) {
    const MessageHandle message = receive(consumer);
    const std::string payload = content_of(message).payload;
    ack(consumer, message);
    if (payload == "next") break;
    again.insert(std::stoi(payload));
  }
  CHECK(sent.wait_until_settled(30s));
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
  return again;
}

}  // namespace

TEST_CASE("Acks on both sides of a reconnect, on an unpartitioned topic") {
  const std::string topic = unique_topic("unpartitioned");
  CHECK(ack_around_a_cut(plain_cluster(), topic, {}, {-1}).empty());
}

TEST_CASE("Acks on both sides of a reconnect, on partitions") {
  const std::string topic = unique_topic("partitions");
  create_partitioned_topic(plain_cluster(), topic, 3);
  CHECK(ack_around_a_cut(plain_cluster(), topic, {}, {0, 1, 2}).empty());
}

TEST_CASE("Acks on both sides of a reconnect, in batches") {
  const std::set<int> again = ack_around_a_cut(
      plain_cluster(), unique_topic("batches"),
      {{"batchingEnabled", "true"}, {"batchingMaxPublishDelay", "20"}}, {-1});
  // A broker keeps a batch until all of it is acked, and delivers it whole
  // again; what was acked in it and confirmed, the library has forgotten.
  CHECK((again.empty() || *again.rbegin() < kFlushed));
}

TEST_CASE("An ack that comes after the redelivery settles that as well") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("late-ack");
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ClientHandle sending = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(sending, topic);
  send(producer, plain_text("slow"));
  const MessageHandle slow = receive(consumer);
  // An application that is still at work when the message comes again.
  const auto frames = proxy.traffic().frames_to_client;
  proxy.cut();
  REQUIRE(proxy.wait_until(
      [&](const ProxyTraffic& traffic) {
        return traffic.frames_to_client > frames;
      },
      30s));
  send(producer, plain_text("next"));
  REQUIRE(proxy.wait_until(
      [&](const ProxyTraffic& traffic) {
        return traffic.frames_to_client > frames + 1;
      },
      30s));
  ack(consumer, slow);
  const MessageHandle next = receive(consumer);
  CHECK(content_of(next).payload == "next");
  ack(consumer, next);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("A server that is away for a while: all that was accepted arrives") {
  constexpr std::size_t kMessages = 400;
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("away");
  CuttingProxy proxy(cluster.port());
  const ClientHandle client =
      make_client(cluster.behind(proxy.port()),
                  {{"logLevel", "off"}, {"maxBackoff", "500"}});
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  SentMessages sent(kMessages);
  std::size_t next_to_send = 0;
  const auto send_up_to = [&](std::size_t end) {
    for (; next_to_send < end; ++next_to_send) {
      sent.send(producer, next_to_send,
                plain_text(std::to_string(next_to_send)));
    }
  };
  send_up_to(100);
  proxy.refuse_new();
  proxy.cut();
  send_up_to(300);
  REQUIRE(wait_for(
      [&] {
        return pws_producer_is_connected(producer.get()) == 0 &&
               pws_consumer_is_connected(consumer.get()) == 0;
      },
      30s));
  CHECK(result_of([&](pws_error** error) {
          return pws_producer_flush(producer.get(), 300, error);
        }).status == PWS_ERR_TIMEOUT);
  const CallResult unflushed = result_of([&](pws_error** error) {
    return pws_consumer_ack_flush(consumer.get(), kPatience, error);
  });
  CHECK(unflushed.status == PWS_ERR_CONNECTION_LOST);
  proxy.accept_new();
  send_up_to(kMessages);
  CHECK(sent.wait_until_settled(60s));
  CHECK(sent.read().first_failure() == "");
  CHECK(sent.read().stored() == kMessages);

  send(producer, plain_text("end"));
  std::size_t next = 0;
  for (;;) {
    const MessageHandle message = receive(consumer);
    const std::string payload = content_of(message).payload;
    ack(consumer, message);
    if (payload == "end") break;
    const std::size_t number = std::stoul(payload);
    REQUIRE(number <= next);
    if (number == next) ++next;
  }
  CHECK(next == kMessages);
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("A topic that moves to another broker meanwhile") {
  constexpr std::size_t kMessages = 300;
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("unload");
  const ClientHandle client = make_client(cluster, kQuiet);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  const ProducerHandle producer = make_producer(client, topic);
  SentMessages sent(kMessages);
  for (std::size_t i = 0; i < kMessages; ++i) {
    if (i == 100 || i == 200) unload_topic(cluster, topic);
    sent.send(producer, i, plain_text(std::to_string(i)));
  }
  std::set<std::size_t> received;
  while (received.size() < kMessages) {
    const MessageHandle message = receive(consumer);
    received.insert(std::stoul(content_of(message).payload));
    ack(consumer, message);
  }
  CHECK(sent.wait_until_settled(60s));
  CHECK(sent.read().stored() == kMessages);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

}  // namespace pulsarws::testing
