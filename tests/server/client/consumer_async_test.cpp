// What a consumer does by events beside receiving, with callbacks and with
// polls: several topics, leaving for good, questions, pauses.
#include <algorithm>
#include <array>
#include <string>

#include "tests/support/capi/both_ways.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

Outcome open_topics(EventfulClient& client, Owned<pws_consumer>& consumer,
                    std::uint64_t* operation) {
  const std::array<const char*, 2> topics{"a", "b"};
  return call(pws_consumer_new_topics_async, client.get(), topics.data(),
              topics.size(), "sub", nullptr, kSoonMs, made(consumer),
              client.callback(), client.user_data(), client.kFree, operation);
}

Outcome open_pattern(EventfulClient& client, Owned<pws_consumer>& consumer,
                     std::uint64_t* operation) {
  return call(pws_consumer_new_pattern_async, client.get(),
              "persistent://public/default/.*", "sub", nullptr, kSoonMs,
              made(consumer), client.callback(), client.user_data(),
              client.kFree, operation);
}

using Open = Outcome (*)(EventfulClient&, Owned<pws_consumer>&, std::uint64_t*);

std::uint64_t unsubscribe(EventfulClient& client,
                          const Owned<pws_consumer>& consumer,
                          std::int32_t timeout_ms = kSoonMs) {
  std::uint64_t operation = 0;
  REQUIRE(call(pws_consumer_unsubscribe_async, consumer.get(), timeout_ms,
               client.callback(), client.user_data(), client.kFree, &operation)
              .is_ok());
  return operation;
}

// Without the producer that is_silent() opens.
std::size_t consumer_handshakes(const ScriptedServer& server) {
  const ServerRecord record = server.record();
  return static_cast<std::size_t>(
      std::count_if(record.handshakes.begin(), record.handshakes.end(),
                    [](const Handshake& one) {
                      return one.path.find("/consumer/") != std::string::npos;
                    }));
}

}  // namespace

TEST_CASE("Consumers of several topics are opened by events", "[consumer]") {
  in_both_ways([](bool polled) {
    for (Open open : {&open_topics, &open_pattern}) {
      PulsarScript pulsar;
      pulsar.serve_numbered(1);
      ScriptedServer server(pulsar.script());
      EventfulClient client(server.url(), polled);
      Owned<pws_consumer> consumer;
      std::uint64_t operation = 0;
      REQUIRE(open(client, consumer, &operation).is_ok());
      const HeardEvent opened = client.next();
      INFO(opened.outcome);
      CHECK(opened.type == PWS_EVENT_OPENED);
      CHECK(opened.outcome.is_ok());
      CHECK(opened.operation == operation);
      CHECK(opened.consumer == consumer.get());
      const Handshake asked = server.record().handshakes.at(0);
      CHECK(asked.path == "/ws/v3/consumer/sub");
      CHECK(asked.parameter("topics").has_value() == (open == &open_topics));
      CHECK(asked.parameter("topicsPattern").has_value() ==
            (open == &open_pattern));
      auto message = receive(consumer);
      CHECK(payload_of(message.get()) == "0");
      CHECK(call(pws_consumer_ack, consumer.get(), message.get()).is_ok());
      CHECK(call(pws_consumer_close, consumer.get(), kSoonMs).is_ok());
      CHECK(pulsar.record().acked.size() == 1);

      ScriptedServer refusing(always(Refuse{404, "Namespace not found"}));
      EventfulClient refused(refusing.url(), polled);
      REQUIRE(open(refused, consumer, &operation).is_ok());
      const HeardEvent failed = refused.next();
      CHECK(failed.type == PWS_EVENT_OPENED);
      CHECK(failed.outcome.status == PWS_ERR_NOT_FOUND);
      CHECK(failed.consumer == consumer.get());
    }
  });
}

TEST_CASE("Unsubscribing by event: confirmed, and never connected again",
          "[consumer]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto consumer = new_consumer(client.client());
    const std::uint64_t operation = unsubscribe(client, consumer);
    const HeardEvent left = client.next();
    CHECK(left.type == PWS_EVENT_UNSUBSCRIBED);
    CHECK(left.operation == operation);
    CHECK(left.outcome.is_ok());
    CHECK(left.consumer == consumer.get());
    CHECK(pulsar.record().unsubscribes == 1);
    CHECK(server.wait_until(
        [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
    unsubscribe(client, consumer);
    CHECK(client.next().outcome.status == PWS_ERR_CLOSED);
    CHECK(client.is_silent());
    CHECK(consumer_handshakes(server) == 1);
  });
}

TEST_CASE("Unsubscribing by event: refused, and never connected again",
          "[consumer]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    pulsar.refuse_unsubscribe(true);
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto consumer = new_consumer(client.client());
    const std::uint64_t operation = unsubscribe(client, consumer);
    const HeardEvent refused = client.next();
    CHECK(refused.type == PWS_EVENT_UNSUBSCRIBED);
    CHECK(refused.operation == operation);
    CHECK(refused.outcome.status == PWS_ERR_UNSUBSCRIBE_REFUSED);
    CHECK(refused.outcome.says("other consumers"));
    CHECK(client.is_silent());
    CHECK(consumer_handshakes(server) == 1);
    Owned<pws_message> message;
    CHECK(call(pws_consumer_receive, consumer.get(), 0, made(message)).status ==
          PWS_ERR_UNSUBSCRIBE_REFUSED);
  });
}

TEST_CASE("Unsubscribing that gets no answer in time can still be confirmed",
          "[consumer]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    pulsar.answer_end_of_topic(false);
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto consumer = new_consumer(client.client());
    unsubscribe(client, consumer, 50);
    CHECK(client.next().outcome.status == PWS_ERR_TIMEOUT);
    REQUIRE(pulsar.wait_until(
        [](const PulsarRecord& all) { return all.unsubscribes == 1; }, kSoon));
    server.sessions().at(0)->send(R"({"endOfTopic":false})");
    CHECK(server.wait_until(
        [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
    CHECK(client.is_silent());
    CHECK(consumer_handshakes(server) == 1);
  });
}

TEST_CASE("A consumer's question for the end of its topic, by event",
          "[consumer]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto consumer = new_consumer(client.client());
    auto ask = [&](std::int32_t timeout_ms) {
      std::uint64_t operation = 0;
      REQUIRE(call(pws_consumer_end_of_topic_async, consumer.get(), timeout_ms,
                   client.callback(), client.user_data(), client.kFree,
                   &operation)
                  .is_ok());
      const HeardEvent event = client.next();
      CHECK(event.type == PWS_EVENT_END_OF_TOPIC);
      CHECK(event.operation == operation);
      CHECK(event.consumer == consumer.get());
      return event;
    };
    CHECK(ask(kSoonMs).end_of_topic == 0);
    pulsar.end_of_topic(true);
    const HeardEvent ended = ask(-1);
    CHECK(ended.outcome.is_ok());
    CHECK(ended.end_of_topic == 1);
    pulsar.answer_end_of_topic(false);
    CHECK(ask(20).outcome.status == PWS_ERR_TIMEOUT);
    CHECK(call(pws_consumer_close, consumer.get(), 0).status != PWS_ERR_CLOSED);
    CHECK(ask(kSoonMs).outcome.status == PWS_ERR_CLOSED);
  });
}

TEST_CASE("A paused listener hears nothing, a resumed one all", "[consumer]") {
  in_both_ways([](bool polled) {
    PulsarScript pulsar;
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto consumer =
        new_consumer(client.client(), {{"receiverQueueSize", "10"}});
    REQUIRE(call(pws_consumer_listen, consumer.get(), client.callback(),
                 client.user_data(), client.kFree)
                .is_ok());
    pulsar.serve_numbered(3);
    for (int i = 0; i < 3; ++i) {
      CHECK(client.next().payload == std::to_string(i));
    }
    CHECK(call(pws_consumer_pause, consumer.get()).is_ok());
    CHECK(call(pws_consumer_pause, consumer.get()).is_ok());
    pulsar.serve_numbered(30);
    // Delivered as far as the queue reaches, and kept there.
    REQUIRE(pulsar.wait_until(
        [](const PulsarRecord& all) { return all.delivered >= 10; }, kSoon));
    // The answer comes behind the messages on their connection.
    std::int32_t ended = 0;
    CHECK(call(pws_consumer_end_of_topic, consumer.get(), kSoonMs, &ended)
              .is_ok());
    CHECK(client.is_silent());
    CHECK(pulsar.record().delivered <= 13);
    CHECK(call(pws_consumer_resume, consumer.get()).is_ok());
    for (int i = 0; i < 30; ++i) {
      const HeardEvent event = client.next();
      CHECK(event.type == PWS_EVENT_MESSAGE);
      CHECK(event.payload == std::to_string(i));
    }
    CHECK(client.is_silent());
  });
}

TEST_CASE("A listener pauses in its own callback", "[consumer]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(10);
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  hearer.also = [](pws_event& event) {
    CHECK(pws_consumer_pause(event.consumer, nullptr) == PWS_OK);
  };
  REQUIRE(call(pws_consumer_listen, consumer.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  for (std::size_t i = 0; i < 5; ++i) {
    // Not after the last one, which would be heard while the consumer goes.
    if (i > 0) CHECK(call(pws_consumer_resume, consumer.get()).is_ok());
    CHECK(hearer.event(i).payload == std::to_string(i));
    CHECK(hearer.count() == i + 1);
  }
}

}  // namespace pulsarws::testing
