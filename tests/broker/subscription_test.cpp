// What a consumer's options make of its subscription, as the broker sees it.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

bool has_consumers(const Cluster& cluster, const std::string& topic,
                   std::size_t count) {
  return wait_for(
      [&] {
        const auto state = subscription(cluster, topic, "sub");
        return state && state->consumers.size() == count;
      },
      15s);
}

// The payloads that have come and come until nothing does for a while; acks
// them.
std::vector<std::string> drain(const ConsumerHandle& consumer,
                               std::size_t expected) {
  std::vector<std::string> payloads;
  while (payloads.size() < expected) {
    const MessageHandle message = receive(consumer);
    ack(consumer, message);
    payloads.push_back(payload_of(message));
  }
  return payloads;
}

}  // namespace

TEST_CASE("subscriptionType is the broker's, and a second type is refused") {
  const Cluster cluster = plain_cluster();
  const ClientHandle client = make_client(cluster, {{"logLevel", "off"}});
  for (const char* type : {"Exclusive", "Shared", "Failover", "Key_Shared"}) {
    const std::string topic = unique_topic("type");
    const ConsumerHandle first =
        make_consumer(client, topic, "sub", {{"subscriptionType", type}});
    REQUIRE(subscription_appears(cluster, topic, "sub"));
    CHECK(subscription(cluster, topic, "sub")->type == type);
    // A second one of that type comes in, but for Exclusive.
    const OptionsHandle options =
        make_options(PWS_OPTIONS_CONSUMER, {{"subscriptionType", type}});
    pws_consumer* consumer = nullptr;
    const CallResult second = result_of([&](pws_error** error) {
      return pws_consumer_new(client.get(), topic.c_str(), "sub", options.get(),
                              kPatience, &consumer, error);
    });
    const ConsumerHandle owned(consumer);
    const bool exclusive = std::string(type) == "Exclusive";
    INFO(type << ": " << second.text);
    CHECK(second.status == (exclusive ? PWS_ERR_CONFLICT : PWS_OK));
    CHECK(second.http_status == (exclusive ? 409 : 0));
    CHECK(has_consumers(cluster, topic, exclusive ? 1 : 2));
  }
}

TEST_CASE("Key_Shared keeps a key on one consumer") {
  constexpr int kKeys = 20;
  constexpr int kOfEach = 10;
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("key-shared");
  const ClientHandle client = make_client(cluster);
  const Settings sharing{{"subscriptionType", "Key_Shared"}};
  const std::array<ConsumerHandle, 2> consumers{
      make_consumer(client, topic, "sub", sharing),
      make_consumer(client, topic, "sub", sharing)};
  const ProducerHandle producer = make_producer(client, topic);
  for (int i = 0; i < kKeys * kOfEach; ++i) {
    Content content = plain_text(std::to_string(i));
    content.key = "key-" + std::to_string(i % kKeys);
    send(producer, content);
  }
  std::map<std::string, std::set<std::size_t>> consumers_of;
  std::map<std::string, std::vector<int>> numbers_of;
  std::array<int, 2> shares{};
  int all = 0;
  const bool came = wait_for(
      [&] {
        for (std::size_t i = 0; i < consumers.size(); ++i) {
          while (pws_consumer_queued_count(consumers[i].get()) > 0) {
            const MessageHandle message = receive(consumers[i]);
            ack(consumers[i], message);
            const Content content = content_of(message);
            consumers_of[*content.key].insert(i);
            numbers_of[*content.key].push_back(std::stoi(content.payload));
            ++shares[i];
            ++all;
          }
        }
        return all == kKeys * kOfEach;
      },
      30s);
  CHECK(came);
  CHECK(numbers_of.size() == kKeys);
  for (const auto& [key, seen_by] : consumers_of) {
    INFO(key);
    CHECK(seen_by.size() == 1);
    CHECK(std::is_sorted(numbers_of[key].begin(), numbers_of[key].end()));
  }
  // 20 keys all on one side have a chance of one in 500,000.
  CHECK(shares[0] > 0);
  CHECK(shares[1] > 0);
}

TEST_CASE("subscriptionMode: a durable one stays, another goes with its user") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("mode");
  const ClientHandle client = make_client(cluster);
  {
    const ConsumerHandle lasting = make_consumer(
        client, topic, "lasting", {{"subscriptionMode", "Durable"}});
    const ConsumerHandle passing = make_consumer(
        client, topic, "passing", {{"subscriptionMode", "NonDurable"}});
    REQUIRE(subscription_appears(cluster, topic, "lasting"));
    REQUIRE(subscription_appears(cluster, topic, "passing"));
    CHECK(subscription(cluster, topic, "lasting")->durable);
    CHECK_FALSE(subscription(cluster, topic, "passing")->durable);
    close(lasting);
    close(passing);
  }
  CHECK(subscription_goes(cluster, topic, "passing"));
  CHECK(subscription_appears(cluster, topic, "lasting"));
}

TEST_CASE("subscriptionInitialPosition: from the beginning, or what is new") {
  const std::string topic = unique_topic("position");
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  send(producer, plain_text("old"));
  const ConsumerHandle earliest = make_consumer(
      client, topic, "earliest", {{"subscriptionInitialPosition", "Earliest"}});
  const ConsumerHandle latest = make_consumer(
      client, topic, "latest", {{"subscriptionInitialPosition", "Latest"}});
  send(producer, plain_text("new"));
  CHECK(drain(earliest, 2) == std::vector<std::string>{"old", "new"});
  CHECK(drain(latest, 1) == std::vector<std::string>{"new"});
}

TEST_CASE("consumerName is what the broker shows") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("name");
  const ClientHandle client = make_client(cluster);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub", {{"consumerName", "N\xc3\xa4me & co"}});
  CHECK(std::string(pws_consumer_name(consumer.get())) == "N\xc3\xa4me & co");
  REQUIRE(has_consumers(cluster, topic, 1));
  CHECK(subscription(cluster, topic, "sub")->consumers[0].name ==
        "N\xc3\xa4me & co");
}

TEST_CASE("priorityLevel: the lower number is served first") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("priority");
  const ClientHandle client = make_client(cluster);
  const auto with_level = [&](const char* level) {
    return make_consumer(client, topic, "sub",
                         {{"subscriptionType", "Shared"},
                          {"consumerName", level},
                          {"receiverQueueSize", "100"},
                          {"priorityLevel", level}});
  };
  const ConsumerHandle second = with_level("2");
  const ConsumerHandle first = with_level("1");
  const ProducerHandle producer = make_producer(client, topic);
  // As many as the server fetches for the first, no more: it has room.
  for (int i = 0; i < 80; ++i) send(producer, plain_text(std::to_string(i)));
  CHECK(drain(first, 80).size() == 80);
  CHECK(nothing_comes(second, 0));
  const auto state = subscription(cluster, topic, "sub");
  REQUIRE(state);
  REQUIRE(state->consumers.size() == 2);
  for (const auto& consumer : state->consumers) {
    CHECK(consumer.delivered == (consumer.name == "1" ? 80 : 0));
  }
  // With the first gone the second is served.
  close(first);
  send(producer, plain_text("next"));
  CHECK(drain(second, 1) == std::vector<std::string>{"next"});
}

}  // namespace pulsarws::testing
