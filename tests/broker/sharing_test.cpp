// Several consumers of one subscription.
#include <array>
#include <chrono>
#include <map>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/recorded.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

// How often each payload came, and how many messages came to each consumer.
struct Shares {
  std::map<std::string, int> times;
  std::map<const pws_consumer*, std::size_t> of_consumer;
  std::size_t all = 0;
};

void share(pws_event* event, void* user_data) {
  if (!event->message) return;
  must([&](pws_error** error) {
    return pws_consumer_ack(event->consumer, event->message, error);
  });
  static_cast<Recorded<Shares>*>(user_data)->update([&](Shares& shares) {
    ++shares.times[text_of(pws_message_payload(event->message))];
    ++shares.of_consumer[event->consumer];
    ++shares.all;
  });
}

}  // namespace

TEST_CASE("Two consumers share a subscription: each message comes to one") {
  constexpr std::size_t kMessages = 1000;
  const Cluster cluster = secure_cluster();
  const std::string topic = unique_topic("shared");
  Recorded<Shares> shares;
  SentMessages sent(kMessages);
  const ClientHandle client = make_client(cluster);
  const Settings shared{{"subscriptionType", "Shared"},
                        {"receiverQueueSize", "20"}};
  const std::array<ConsumerHandle, 2> consumers{
      make_consumer(client, topic, "sub", shared),
      make_consumer(client, topic, "sub", shared)};
  for (const ConsumerHandle& consumer : consumers) {
    must([&](pws_error** error) {
      return pws_consumer_listen(consumer.get(), share, &shares, nullptr,
                                 error);
    });
  }
  const ProducerHandle producer = make_producer(client, topic);
  for (std::size_t i = 0; i < kMessages; ++i) {
    sent.send(producer, i, plain_text(std::to_string(i)));
  }
  CHECK(shares.wait_until(
      [&](const Shares& now) { return now.times.size() == kMessages; }, 30s));
  close(client);
  CHECK(sent.read().stored() == kMessages);
  const Shares end = shares.read();
  CHECK(end.all == kMessages);
  CHECK(end.of_consumer.size() == 2);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("Failover: when one consumer has gone, the other goes on") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("failover");
  Recorded<Shares> shares;
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  const auto failover = [&](const char* name) {
    ConsumerHandle consumer = make_consumer(
        client, topic, "sub",
        {{"subscriptionType", "Failover"}, {"consumerName", name}});
    must([&](pws_error** error) {
      return pws_consumer_listen(consumer.get(), share, &shares, nullptr,
                                 error);
    });
    return consumer;
  };
  const ConsumerHandle a = failover("a");
  const ConsumerHandle b = failover("b");
  send(producer, plain_text("1"));
  REQUIRE(shares.wait_until(
      [](const Shares& now) { return now.times.count("1") == 1; }, 30s));
  // Which of them is served is the broker's choice.
  const bool a_was_served = shares.read().of_consumer.count(a.get()) == 1;
  close(a_was_served ? a : b);
  send(producer, plain_text("2"));
  CHECK(shares.wait_until(
      [](const Shares& now) { return now.times.count("2") == 1; }, 30s));
  CHECK(shares.read().of_consumer.count(a_was_served ? b.get() : a.get()) == 1);
  close(client);
}

}  // namespace pulsarws::testing
