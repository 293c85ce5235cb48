// A broker that deduplicates: a receipt says "duplicate" only of a message
// that is stored, and nothing is dropped that was called stored.
#include <chrono>
#include <iostream>
#include <map>
#include <vector>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

// How often each payload stands in the topic before "end", which is sent now.
std::map<std::string, int> stored_in(const Cluster& cluster,
                                     const std::string& topic) {
  const ClientHandle client = make_client(cluster);
  send(make_producer(client, topic), plain_text("end"));
  const ConsumerHandle consumer = make_consumer(client, topic, "check");
  std::map<std::string, int> times;
  for (;;) {
    const MessageHandle message = receive(consumer);
    const std::string payload = content_of(message).payload;
    ack(consumer, message);
    if (payload == "end") return times;
    ++times[payload];
  }
}

}  // namespace

TEST_CASE("With deduplication on, what is sent once is no duplicate") {
  constexpr std::size_t kMessages = 100;
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("dedup");
  const ClientHandle client = make_client(cluster, kReopening);
  SentMessages sent(2 * kMessages);
  // The second producer goes on where the first has stopped.
  for (std::size_t round = 0; round < 2; ++round) {
    const ProducerHandle producer =
        make_producer(client, topic, {{"producerName", "me"}});
    for (std::size_t i = 0; i < kMessages; ++i) {
      const std::size_t number = round * kMessages + i;
      sent.send(producer, number, plain_text(std::to_string(number)));
    }
    close(producer);
  }
  CHECK(sent.wait_until_settled(30s));
  CHECK(sent.read().stored() == 2 * kMessages);
  CHECK(sent.read().duplicates() == 0);
  const auto times = stored_in(cluster, topic);
  CHECK(times.size() == 2 * kMessages);
  for (const auto& [payload, count] : times) CHECK(count == 1);
}

TEST_CASE("A number that is too low: dropped messages are called refused") {
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("dedup-low");
  const ClientHandle client = make_client(
      cluster, {{"retryOnFailedConnect", "true"}, {"logLevel", "off"}});
  const auto named_producer = [&] {
    return make_producer(client, topic,
                         {{"producerName", "me"}, {"initialSequenceId", "-1"}});
  };
  ProducerHandle producer = named_producer();
  for (int i = 0; i < 5; ++i) send(producer, plain_text(std::to_string(i)));
  close(producer);

  producer = named_producer();
  int refused = 0;
  for (int i = 5; i < 13; ++i) {
    const Content content = plain_text(std::to_string(i));
    const Outgoing outgoing(content);
    const CallResult result = result_of([&](pws_error** error) {
      return pws_producer_send(producer.get(), outgoing.get(), kPatience,
                               nullptr, error);
    });
    if (result.status == PWS_OK) continue;
    ++refused;
    CHECK(result.status == PWS_ERR_SEND_REFUSED);
    CHECK(result.text.find("initialSequenceId") != std::string::npos);
  }
  CHECK(refused == 5);
  close(producer);
  const auto times = stored_in(cluster, topic);
  CHECK(times.size() == 8);
  CHECK(times.count("5") == 0);
  CHECK(times.count("12") == 1);
}

TEST_CASE("Over broken connections, a duplicate is only what is stored") {
  constexpr std::size_t kMessages = 600;
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("dedup-cut");
  CuttingProxy proxy(cluster.port());
  const ClientHandle client =
      make_client(cluster.behind(proxy.port()), {{"logLevel", "off"}});
  const ProducerHandle producer = make_producer(
      client, topic, {{"producerName", "me"}, {"blockIfQueueFull", "true"}});
  SentMessages sent(kMessages);
  for (std::size_t i = 0; i < kMessages; ++i) {
    if (i % 200 == 100) {
      // Between the cuts there is progress, or a message would seem to be the
      // reason for them.
      must([&](pws_error** error) {
        return pws_producer_flush(producer.get(), kPatience, error);
      });
      proxy.cut_after(2000);
    }
    sent.send(producer, i, plain_text(std::to_string(i)));
  }
  CHECK(sent.wait_until_settled(60s));
  CHECK(proxy.traffic().cuts == 3);
  const SentMessages::Record record = sent.read();
  CHECK(record.first_failure() == "");
  CHECK(record.stored() == kMessages);
  const auto times = stored_in(cluster, topic);
  CHECK(times.size() == kMessages);
  int stored_twice = 0;
  for (const auto& [payload, count] : times) stored_twice += count - 1;
  std::cout << "dedup-cut: " << stored_twice << " stored twice, "
            << record.duplicates() << " receipts say duplicate\n";
}

}  // namespace pulsarws::testing
