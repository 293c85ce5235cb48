// How much comes ahead of the application: permits, the push window, pauses,
// and taking several messages at once.
#include <chrono>

#include "tests/broker/admin_api.h"
#include "tests/broker/sent_messages.h"
#include "tests/support/catch.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/recorded.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

void send_numbers(const ProducerHandle& producer, std::size_t count) {
  SentMessages sent(count);
  for (std::size_t i = 0; i < count; ++i) {
    sent.send(producer, i, plain_text(std::to_string(i)));
  }
  REQUIRE(sent.wait_until_settled(30s));
  REQUIRE(sent.read().stored() == count);
}

bool queues(const ConsumerHandle& consumer, std::size_t count) {
  return wait_for(
      [&] { return pws_consumer_queued_count(consumer.get()) >= count; }, 30s);
}

// Whether everything the server may send now has come: the answer to a
// question comes behind it.
std::size_t queued_for_good(const ConsumerHandle& consumer, std::size_t least) {
  REQUIRE(queues(consumer, least));
  for (int i = 0; i < 3; ++i) flush_acks(consumer);
  return pws_consumer_queued_count(consumer.get());
}

std::vector<std::string> receive_batch(const ConsumerHandle& consumer,
                                       std::size_t capacity,
                                       std::size_t max_bytes,
                                       std::int32_t timeout_ms) {
  std::vector<pws_message*> messages(capacity);
  std::size_t count = capacity + 1;
  const CallResult result = result_of([&](pws_error** error) {
    return pws_consumer_receive_batch(consumer.get(), messages.data(), capacity,
                                      max_bytes, timeout_ms, &count, error);
  });
  CHECK((result.status == PWS_OK) == (count > 0));
  if (result.status != PWS_OK) CHECK(result.status == PWS_ERR_TIMEOUT);
  std::vector<std::string> payloads;
  REQUIRE(count <= capacity);
  for (std::size_t i = 0; i < count; ++i) {
    const MessageHandle message(messages[i]);
    ack(consumer, message);
    payloads.push_back(payload_of(message));
  }
  return payloads;
}

void pause(const ConsumerHandle& consumer) {
  must([&](pws_error** error) {
    return pws_consumer_pause(consumer.get(), error);
  });
}

void resume(const ConsumerHandle& consumer) {
  must([&](pws_error** error) {
    return pws_consumer_resume(consumer.get(), error);
  });
}

void permit(const ConsumerHandle& consumer, std::uint32_t messages) {
  must([&](pws_error** error) {
    return pws_consumer_permit(consumer.get(), messages, error);
  });
}

}  // namespace

TEST_CASE("Pull mode fetches receiverQueueSize ahead and leaves the rest") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("pull");
  const ClientHandle client = make_client(cluster);
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 200);
  const ConsumerHandle consumer = make_consumer(
      client, topic, "sub",
      {{"subscriptionType", "Shared"}, {"receiverQueueSize", "10"}});
  CHECK(queued_for_good(consumer, 10) == 10);
  // At the broker: 10 that are here, and what the proxy fetches for itself.
  const auto state = subscription(cluster, topic, "sub");
  REQUIRE(state);
  CHECK(state->backlog == 200);
  CHECK(state->unacked >= 10);
  CHECK(state->unacked <= 40);

  // Permits do not hang on acks: all comes without one.
  std::vector<MessageHandle> kept;
  for (int i = 0; i < 200; ++i) {
    kept.push_back(receive(consumer));
    REQUIRE(payload_of(kept.back()) == std::to_string(i));
    CHECK(pws_consumer_queued_count(consumer.get()) <= 10);
  }
  CHECK(pws_consumer_outstanding_count(consumer.get()) == 200);
  CHECK(backlog(cluster, topic, "sub") == 200);
  for (const MessageHandle& message : kept) ack(consumer, message);
  CHECK(pws_consumer_outstanding_count(consumer.get()) == 0);
  CHECK(backlog_empties(cluster, topic, "sub"));
}

TEST_CASE("Push mode stalls at receiverQueueSize without an ack, and goes on") {
  const std::string topic = unique_topic("push");
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  send_numbers(producer, 35);
  const ConsumerHandle consumer =
      make_consumer(client, topic, "sub",
                    {{"pullMode", "false"}, {"receiverQueueSize", "10"}});
  std::vector<MessageHandle> kept;
  for (int i = 0; i < 10; ++i) kept.push_back(receive(consumer));
  CHECK(nothing_comes(consumer, 200));
  // Each settled one makes room for one, whether acked or nacked.
  ack(consumer, kept[0]);
  nack(consumer, kept[1]);
  CHECK(payload_of(receive(consumer)) == "10");
  CHECK(payload_of(receive(consumer)) == "11");
  CHECK(nothing_comes(consumer, 200));
  // A second ack makes none.
  ack(consumer, kept[0]);
  ack(consumer, kept[1]);
  CHECK(nothing_comes(consumer, 200));
  for (int i = 2; i < 10; ++i) ack(consumer, kept[i]);
  for (int i = 12; i < 20; ++i) {
    CHECK(payload_of(receive(consumer)) == std::to_string(i));
  }
  CHECK(nothing_comes(consumer, 200));
}

TEST_CASE("Permits by hand: so many come and no more, over a reconnect too") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("permits");
  CuttingProxy proxy(cluster.port());
  const ClientHandle direct = make_client(cluster);
  const ClientHandle client =
      make_client(cluster.behind(proxy.port()), {{"logLevel", "off"}});
  const ProducerHandle producer = make_producer(direct, topic);
  send_numbers(producer, 50);
  const ConsumerHandle consumer =
      make_consumer(client, topic, "sub", {{"permits", "manual"}});
  CHECK(nothing_comes(consumer, 200));
  permit(consumer, 3);
  for (int i = 0; i < 3; ++i) {
    const MessageHandle message = receive(consumer);
    CHECK(payload_of(message) == std::to_string(i));
    ack(consumer, message);
  }
  CHECK(nothing_comes(consumer, 200));
  flush_acks(consumer);

  // Permitted and not handed out: the library permits it again.
  permit(consumer, 4);
  REQUIRE(queues(consumer, 4));
  const MessageHandle fourth = receive(consumer);
  CHECK(payload_of(fourth) == "3");
  ack(consumer, fourth);
  flush_acks(consumer);
  proxy.cut();
  REQUIRE(proxy.wait_until(
      [](const ProxyTraffic& traffic) { return traffic.connections >= 2; },
      30s));
  for (int i = 4; i < 7; ++i) {
    const MessageHandle message = receive(consumer);
    CHECK(payload_of(message) == std::to_string(i));
    ack(consumer, message);
  }
  CHECK(nothing_comes(consumer, 200));
}

TEST_CASE("A pause holds the listener back, a resume hands out the rest") {
  const std::string topic = unique_topic("pause");
  Recorded<std::vector<std::string>> heard;
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  const ConsumerHandle consumer =
      make_consumer(client, topic, "sub", {{"receiverQueueSize", "20"}});
  must([&](pws_error** error) {
    return pws_consumer_listen(
        consumer.get(),
        [](pws_event* event, void* user_data) {
          if (!event->message) return;
          pws_consumer_ack(event->consumer, event->message, nullptr);
          static_cast<Recorded<std::vector<std::string>>*>(user_data)->update(
              [&](std::vector<std::string>& all) {
                all.push_back(text_of(pws_message_payload(event->message)));
              });
        },
        &heard, nullptr, error);
  });
  send(producer, plain_text("first"));
  const auto hears = [&](std::size_t count) {
    return heard.wait_until(
        [&](const auto& all) { return all.size() >= count; }, 30s);
  };
  REQUIRE(hears(1));
  pause(consumer);
  send_numbers(producer, 100);
  // Fetched and kept, as many as the queue holds.
  CHECK(queued_for_good(consumer, 19) <= 20);
  CHECK(heard.read().size() == 1);
  resume(consumer);
  REQUIRE(hears(101));
  const auto all = heard.read();
  for (int i = 0; i < 100; ++i) CHECK(all[i + 1] == std::to_string(i));
  close(client);
}

TEST_CASE("A batch of messages: by count, by bytes, by time") {
  const std::string topic = unique_topic("receive-batch");
  const ClientHandle client = make_client(plain_cluster());
  const ProducerHandle producer = make_producer(client, topic);
  const ConsumerHandle consumer = make_consumer(client, topic, "sub");
  CHECK(receive_batch(consumer, 5, 0, 50).empty());
  for (const char* payload : {"a", "b", "c", "dddd", "eeee", "f", "g"}) {
    send(producer, plain_text(payload));
  }
  CHECK(receive_batch(consumer, 3, 0, kPatience) ==
        std::vector<std::string>{"a", "b", "c"});
  CHECK(receive_batch(consumer, 100, 5, kPatience) ==
        std::vector<std::string>{"dddd", "eeee"});
  REQUIRE(queues(consumer, 2));
  CHECK(receive_batch(consumer, 100, 0, 200) ==
        std::vector<std::string>{"f", "g"});
  CHECK(receive_batch(consumer, 100, 0, 0).empty());
}

}  // namespace pulsarws::testing
