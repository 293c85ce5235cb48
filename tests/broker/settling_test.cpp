// Acks of every kind: by id, up to an id, late, twice, out of order, from many
// threads, over a reconnect; and that one frame leaves for each delivery.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

const Settings kQuiet{{"logLevel", "off"}};

void send_numbers(const ProducerHandle& producer, int count) {
  SentMessages sent(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    Content content = plain_text(std::to_string(i));
    content.key = "key-" + std::to_string(i % 7);
    sent.send(producer, static_cast<std::size_t>(i), content);
  }
  REQUIRE(sent.wait_until_settled(30s));
  REQUIRE(sent.read().stored() == static_cast<std::size_t>(count));
}

std::vector<MessageHandle> receive_many(const ConsumerHandle& consumer,
                                        int count) {
  std::vector<MessageHandle> messages;
  for (int i = 0; i < count; ++i) messages.push_back(receive(consumer));
  return messages;
}

int number_of(const MessageHandle& message) {
  return std::stoi(payload_of(message));
}

pws_status ack_id(const ConsumerHandle& consumer, const IdHandle& id) {
  return result_of([&](pws_error** error) {
           return pws_consumer_ack_id(consumer.get(), id.get(), error);
         })
      .status;
}

void ack_up_to(const ConsumerHandle& consumer, const MessageHandle& message) {
  must([&](pws_error** error) {
    return pws_consumer_ack_cumulative(consumer.get(), message.get(), error);
  });
}

void ack_up_to(const ConsumerHandle& consumer, const IdHandle& id) {
  must([&](pws_error** error) {
    return pws_consumer_ack_cumulative_id(consumer.get(), id.get(), error);
  });
}

// What a new consumer of the subscription is given, all of it acked.
std::set<int> what_comes_again(const ConsumerHandle& consumer,
                               std::size_t count) {
  std::set<int> again;
  while (again.size() < count) {
    const MessageHandle message = receive(consumer);
    again.insert(number_of(message));
    ack(consumer, message);
  }
  CHECK(nothing_comes(consumer, 100));
  flush_acks(consumer);
  return again;
}

}  // namespace

TEST_CASE("Acks by ids alone, with the messages gone, in batches as well") {
  const Cluster cluster = plain_cluster();
  for (const Settings& sending :
       {Settings{},
        Settings{{"batchingEnabled", "true"}, {"batchingMaxMessages", "10"}}}) {
    const std::string topic = unique_topic("ack-id");
    const ClientHandle client = make_client(cluster, kReopening);
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    const ProducerHandle producer = make_producer(client, topic, sending);
    send_numbers(producer, 30);
    std::vector<IdHandle> ids;
    for (int i = 0; i < 30; ++i) ids.push_back(id_of(receive(consumer)));
    // From behind, so that no order helps.
    for (int i = 29; i >= 0; --i) CHECK(ack_id(consumer, ids[i]) == PWS_OK);
    CHECK(ack_id(consumer, ids[3]) == PWS_ERR_WRONG_CONSUMER);
    CHECK(pws_consumer_outstanding_count(consumer.get()) == 0);
    close(consumer);
    CHECK(backlog_empties(cluster, topic, "sub"));
    const ConsumerHandle second = make_consumer(client, topic, "sub");
    CHECK(nothing_comes(second, 100));
    CHECK(ack_id(second, ids[0]) == PWS_ERR_WRONG_CONSUMER);
  }
}

TEST_CASE("A cumulative ack: after reopening only the rest comes") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("cumulative");
  const ClientHandle client = make_client(cluster, kReopening);
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 50);
  {
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    std::vector<MessageHandle> messages = receive_many(consumer, 40);
    nack(consumer, messages[3]);
    ack(consumer, messages[35]);
    ack_up_to(consumer, messages[19]);
    // Up to less than before, and to the same again: nothing more.
    ack_up_to(consumer, messages[5]);
    ack_up_to(consumer, messages[19]);
    CHECK(pws_consumer_outstanding_count(consumer.get()) == 19);
    const IdHandle id = id_of(messages[29]);
    messages.clear();
    ack_up_to(consumer, id);
    CHECK(pws_consumer_outstanding_count(consumer.get()) == 9);
    close(consumer);
  }
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  std::set<int> expected{3};
  for (int i = 30; i < 50; ++i) {
    if (i != 35) expected.insert(i);
  }
  CHECK(what_comes_again(consumer, expected.size()) == expected);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("A cumulative ack in the middle of a batch") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("cumulative-batch");
  const ClientHandle client = make_client(cluster, kReopening);
  const ProducerHandle producer =
      make_producer(client, topic,
                    {{"batchingEnabled", "true"},
                     {"batchingMaxMessages", "10"},
                     {"batchingMaxPublishDelay", "5000"}});
  send_numbers(producer, 50);
  {
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    const std::vector<MessageHandle> messages = receive_many(consumer, 50);
    REQUIRE(pws_message_id_batch_index(
                pws_message_get_id(messages[24].get())) == 4);
    ack_up_to(consumer, messages[24]);
    CHECK(pws_consumer_outstanding_count(consumer.get()) == 25);
    close(consumer);
  }
  // The broker keeps a batch until all of it is acked, and gives it whole.
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  std::set<int> expected;
  for (int i = 20; i < 50; ++i) expected.insert(i);
  CHECK(what_comes_again(consumer, expected.size()) == expected);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("A cumulative ack reaches its own partition only") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("cumulative-partitions");
  create_partitioned_topic(cluster, topic, 3);
  const ClientHandle client = make_client(cluster, kReopening);
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 60);
  std::set<int> expected;
  {
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    const std::vector<MessageHandle> messages = receive_many(consumer, 60);
    std::map<std::int32_t, std::vector<const MessageHandle*>> by_partition;
    for (const MessageHandle& message : messages) {
      by_partition[pws_message_id_partition(pws_message_get_id(message.get()))]
          .push_back(&message);
      expected.insert(number_of(message));
    }
    REQUIRE(by_partition.size() >= 2);
    // The last, so that there are messages of others before it.
    const std::vector<const MessageHandle*>& its_messages =
        by_partition.rbegin()->second;
    const std::size_t half = its_messages.size() / 2;
    for (std::size_t i = 0; i <= half; ++i) {
      expected.erase(number_of(*its_messages[i]));
    }
    ack_up_to(consumer, *its_messages[half]);
    CHECK(pws_consumer_outstanding_count(consumer.get()) == expected.size());
    close(consumer);
  }
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  CHECK(what_comes_again(consumer, expected.size()) == expected);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("A cumulative ack is refused where others have what is between") {
  const ClientHandle client = make_client(plain_cluster());
  for (const char* type : {"Shared", "Key_Shared"}) {
    const std::string topic = unique_topic("cumulative-refused");
    const ConsumerHandle consumer =
        make_consumer(client, topic, "sub", {{"subscriptionType", type}});
    const ProducerHandle producer = make_producer(client, topic);
    send(producer, plain_text("1"));
    const MessageHandle message = receive(consumer);
    CHECK(result_of([&](pws_error** error) {
            return pws_consumer_ack_cumulative(consumer.get(), message.get(),
                                               error);
          }).status == PWS_ERR_NOT_SUPPORTED);
    ack(consumer, message);
  }
}

TEST_CASE("Eight threads ack the same messages: one frame leaves for each") {
  constexpr int kMessages = 200;
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("eight-threads");
  const ClientHandle direct = make_client(cluster);
  const ProducerHandle producer = make_producer(direct, topic);
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  send_numbers(producer, kMessages);
  const std::vector<MessageHandle> messages = receive_many(consumer, kMessages);
  flush_acks(consumer);
  const std::uint64_t before = proxy.traffic().frames_to_server;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kMessages; ++i) {
        const MessageHandle& message = messages[(i + t * 25) % kMessages];
        const pws_message_id* id = pws_message_get_id(message.get());
        switch (t % 4) {
          case 0:
            ack(consumer, message);
            break;
          case 1:
            // Mostly settled already, of which it is told.
            pws_consumer_ack_id(consumer.get(), id, nullptr);
            break;
          case 2:
            must([&](pws_error** error) {
              return pws_consumer_ack_cumulative(consumer.get(), message.get(),
                                                 error);
            });
            break;
          case 3:
            must([&](pws_error** error) {
              return pws_consumer_ack_cumulative_id(consumer.get(), id, error);
            });
            break;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  flush_acks(consumer);
  // The flush is one more; and once a second the library asks by itself.
  const std::uint64_t frames = proxy.traffic().frames_to_server - before;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::steady_clock::now() - start);
  CHECK(frames >= kMessages + 1);
  CHECK(frames <= kMessages + 2 + static_cast<std::uint64_t>(seconds.count()));
  CHECK(pws_consumer_outstanding_count(consumer.get()) == 0);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("A consumer that never acks gets all again, the next one too") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("never-acks");
  const ClientHandle direct = make_client(cluster, kReopening);
  const ProducerHandle producer = make_producer(direct, topic);
  send_numbers(producer, 20);
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  {
    const ConsumerHandle consumer = make_consumer(client, topic, "sub");
    for (const MessageHandle& message : receive_many(consumer, 20)) {
      CHECK(message);
    }
    proxy.cut();
    for (int i = 0; i < 20; ++i) CHECK(number_of(receive(consumer)) == i);
    CHECK(pws_consumer_outstanding_count(consumer.get()) == 20);
    CHECK(backlog(cluster, topic, "sub") == 20);
    close(consumer);
  }
  const ConsumerHandle second = make_consumer(direct, topic, "sub");
  CHECK(what_comes_again(second, 20).size() == 20);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE(
    "Acks late, twice and out of order, over a reconnect, by id as well") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("late");
  const ClientHandle direct = make_client(cluster, kReopening);
  const ProducerHandle producer = make_producer(direct, topic);
  send_numbers(producer, 60);
  CuttingProxy proxy(cluster.port());
  const ClientHandle client = make_client(cluster.behind(proxy.port()), kQuiet);
  const ConsumerHandle consumer =
      make_consumer(client, topic, "sub", {{"receiverQueueSize", "10"}});
  const std::vector<MessageHandle> messages = receive_many(consumer, 30);
  std::vector<IdHandle> ids;
  for (const MessageHandle& message : messages) ids.push_back(id_of(message));
  proxy.cut();
  // On a connection that has gone: twice, backwards, by both ways; a nack that
  // comes second counts for nothing.
  for (int i = 19; i >= 10; --i) {
    ack(consumer, messages[i]);
    ack(consumer, messages[i]);
    nack(consumer, messages[i]);
  }
  for (int i = 9; i >= 0; --i) CHECK(ack_id(consumer, ids[i]) == PWS_OK);
  // 20 to 29 come again, then the rest; all that is settled does not.
  std::set<int> rest;
  for (int i = 20; i < 60; ++i) rest.insert(i);
  CHECK(what_comes_again(consumer, rest.size()) == rest);
  // The first deliveries of those are settled by now in every way.
  for (int i = 20; i < 30; ++i) {
    ack(consumer, messages[i]);
    CHECK(ack_id(consumer, ids[i]) == PWS_ERR_WRONG_CONSUMER);
  }
  flush_acks(consumer);
  CHECK(backlog_empties(cluster, topic, "sub"));
  close(consumer);
  const ConsumerHandle second = make_consumer(direct, topic, "sub");
  CHECK(nothing_comes(second, 100));
}

}  // namespace pulsarws::testing
