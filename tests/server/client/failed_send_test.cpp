#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/raw_server.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

Outcome send_async(const Owned<pws_producer>& producer,
                   const std::vector<std::string>& payloads, Hearer& hearer,
                   std::size_t* accepted = nullptr) {
  std::vector<pws_outgoing> messages;
  for (const std::string& payload : payloads) {
    messages.push_back(outgoing(payload));
    messages.back().context = messages.back().payload;
  }
  return call(pws_producer_send_async, producer.get(), messages.data(),
              messages.size(), Hearer::callback, hearer.user_data(),
              Hearer::free_user_data, accepted);
}

bool has_produced(const PulsarScript& pulsar, std::size_t count) {
  return pulsar.wait_until(
      [&](const PulsarRecord& all) { return all.produced.size() >= count; },
      kSoon);
}

}  // namespace

TEST_CASE("A frame over maxFrameSize is refused before sending", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(), {{"maxFrameSize", "2000"}});
  auto producer = new_producer(client);
  const std::string large(2000, 'x');
  Outcome outcome = send(producer, large);
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_MESSAGE_TOO_BIG);
  CHECK(outcome.says("maxFrameSize"));
  CHECK(outcome.says("2000"));
  CHECK_FALSE(outcome.is_fatal);
  CHECK_FALSE(outcome.is_retriable);

  std::size_t accepted = 99;
  outcome = send_async(producer, {"a", large, "b"}, hearer, &accepted);
  CHECK(outcome.status == PWS_ERR_MESSAGE_TOO_BIG);
  CHECK(accepted == 1);
  CHECK(hearer.event(0).context == "a");
  CHECK(send(producer, std::string(1200, 'x')).is_ok());
  CHECK(pulsar.record().produced.size() == 2);
  CHECK(hearer.wait_freed(1));
  CHECK(hearer.count() == 1);
}

TEST_CASE("A full queue fails or blocks", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());

  SECTION("fails") {
    auto producer = new_producer(client, {{"maxPendingMessages", "3"}});
    std::size_t accepted = 99;
    Outcome outcome =
        send_async(producer, {"a", "b", "c", "d", "e"}, hearer, &accepted);
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_QUEUE_FULL);
    CHECK(accepted == 3);
    CHECK(outcome.says("maxPendingMessages"));
    CHECK(outcome.says("blockIfQueueFull"));
    CHECK(outcome.is_retriable);
    CHECK(pws_producer_pending_count(producer.get()) == 3);
    CHECK(send(producer, "f").status == PWS_ERR_QUEUE_FULL);
    pulsar.release_answers();
    REQUIRE(hearer.wait_count(3));
    CHECK(send(producer, "g").is_ok());
  }
  SECTION("fails, by bytes") {
    auto producer = new_producer(client, {{"maxPendingBytes", "1024"}});
    std::size_t accepted = 99;
    Outcome outcome =
        send_async(producer, {std::string(3000, 'x'), "b"}, hearer, &accepted);
    CHECK(outcome.status == PWS_ERR_QUEUE_FULL);
    CHECK(accepted == 1);  // one is always let in
    pulsar.release_answers();
    REQUIRE(hearer.wait_count(1));
  }
  SECTION("blocks until there is room") {
    auto producer = new_producer(
        client, {{"maxPendingMessages", "2"}, {"blockIfQueueFull", "true"}});
    REQUIRE(send_async(producer, {"a", "b"}, hearer).is_ok());
    REQUIRE(has_produced(pulsar, 2));
    CHECK(send(producer, "c", 200).status == PWS_ERR_TIMEOUT);
    std::thread server_answers([&] { pulsar.release_answers(); });
    CHECK(send(producer, "d").is_ok());
    server_answers.join();
    CHECK(pulsar.record().produced.size() == 3);
  }
  SECTION("blocks until there is room for one of two") {
    auto producer = new_producer(
        client, {{"maxPendingMessages", "2"}, {"blockIfQueueFull", "true"}});
    REQUIRE(send_async(producer, {"a", "b"}, hearer).is_ok());
    REQUIRE(has_produced(pulsar, 2));
    auto began = std::chrono::steady_clock::now();
    std::thread server_answers([&] { pulsar.release(1); });
    CHECK(send_async(producer, {"c"}, hearer).is_ok());
    server_answers.join();
    // And not only when its sendTimeout of 30 s is over.
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(15));
    pulsar.release_answers();
  }
  SECTION("blocks, and the producer is closed meanwhile") {
    auto producer = new_producer(
        client, {{"maxPendingMessages", "1"}, {"blockIfQueueFull", "true"}});
    REQUIRE(send_async(producer, {"a"}, hearer).is_ok());
    Outcome blocked;
    std::thread blocks([&] { blocked = send(producer, "b"); });
    CHECK(call(pws_producer_close, producer.get(), 100).status ==
          PWS_ERR_TIMEOUT);
    blocks.join();
    INFO(blocked);
    CHECK(blocked.status == PWS_ERR_CLOSED);
    CHECK(hearer.event(0).outcome.status == PWS_ERR_OUTCOME_UNKNOWN);
  }
}

TEST_CASE("sendTimeout: written and not answered", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto producer = new_producer(client, {{"sendTimeout", "200"}});
  auto began = std::chrono::steady_clock::now();
  Outcome outcome = send(producer, "a");
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(outcome.says("sendTimeout of 200 ms"));
  CHECK_FALSE(outcome.is_retriable);
  CHECK(std::chrono::steady_clock::now() - began <
        std::chrono::milliseconds(3200));

  // The answer comes too late, and does no harm.
  pulsar.release_answers();
  CHECK(send(producer, "b").is_ok());
  CHECK(send_async(producer, {"c"}, hearer).is_ok());
  CHECK(hearer.event(0).outcome.is_ok());
  CHECK(hearer.event(0).context == "c");
}

TEST_CASE("sendTimeout: never written", "[client]") {
  RawServer silent(RawServer::silent());
  Hearer opening;
  Hearer hearer;
  auto client = new_client(silent.url());
  auto options = options_of(PWS_OPTIONS_PRODUCER, {{"sendTimeout", "200"}});
  Owned<pws_producer> producer;
  REQUIRE(call(pws_producer_new_async, client.get(), "test", options.get(),
               kSoonMs, made(producer), Hearer::callback, opening.user_data(),
               Hearer::free_user_data, nullptr)
              .is_ok());
  CHECK(send_async(producer, {"a", "b"}, hearer).is_ok());
  Outcome outcome = send(producer, "c");
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_NOT_SENT);
  CHECK(outcome.says("sendTimeout of 200 ms"));
  CHECK(outcome.is_retriable);
  for (std::size_t i : {0U, 1U}) {
    HeardEvent event = hearer.event(i);
    CHECK(event.type == PWS_EVENT_SENT);
    CHECK(event.index == i);
    CHECK(event.outcome.status == PWS_ERR_NOT_SENT);
  }
}

TEST_CASE("A send that runs out of time completes by event", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer delivery;
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  REQUIRE(call(pws_producer_set_delivery_callback, producer.get(),
               Hearer::callback, delivery.user_data(), Hearer::free_user_data)
              .is_ok());
  pws_outgoing message = PWS_OUTGOING_INIT;
  message.payload = pws_slice_of("a");
  message.context = pws_slice_of("the context");
  for (std::int32_t timeout : {0, 100}) {
    Outcome outcome =
        call(pws_producer_send, producer.get(), &message, timeout, nullptr);
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_TIMEOUT_PENDING);
    CHECK(outcome.says("stays queued"));
    CHECK_FALSE(outcome.is_retriable);
  }
  CHECK(pws_producer_pending_count(producer.get()) == 2);
  CHECK(call(pws_producer_flush, producer.get(), 100).status ==
        PWS_ERR_TIMEOUT);
  pulsar.release_answers();
  CHECK(call(pws_producer_flush, producer.get(), kSoonMs).is_ok());
  CHECK(delivery.event(1).type == PWS_EVENT_SENT);
  CHECK(delivery.event(1).outcome.is_ok());
  CHECK(delivery.event(1).context == "the context");
  CHECK(delivery.event(1).producer == producer.get());
}

TEST_CASE("The server refuses a message", "[client]") {
  PulsarScript pulsar;
  pulsar.at_message(1, Fate::send_error(4, "the broker's words"));
  pulsar.at_message(3, Fate::duplicate());
  pulsar.at_message(4, Fate::ack_twice());
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  Outcome outcome = send(producer, "1");
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_SEND_REFUSED);
  CHECK(outcome.says("the broker's words"));
  CHECK_FALSE(outcome.is_fatal);
  CHECK(send(producer, "2").is_ok());
  outcome = send(producer, "3");
  CHECK(outcome.status == PWS_ERR_SEND_REFUSED);
  CHECK(outcome.says("initialSequenceId"));
  CHECK(send_async(producer, {"4", "5"}, hearer).is_ok());
  CHECK(call(pws_producer_flush, producer.get(), kSoonMs).is_ok());
  CHECK(hearer.wait_freed(1));
  REQUIRE(hearer.count() == 2);
  CHECK(hearer.event(0).outcome.is_ok());
  CHECK(hearer.event(1).outcome.is_ok());
  CHECK(server.record().handshakes.size() == 1);
}

TEST_CASE("Messages that Pulsar cannot take", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  auto send_one = [&](const pws_outgoing& message) {
    Outcome outcome =
        call(pws_producer_send, producer.get(), &message, kSoonMs, nullptr);
    return outcome.status;
  };
  pws_outgoing message = PWS_OUTGOING_INIT;

  pws_property property = pws_property_of("key", "not \xff UTF-8");
  message.properties = &property;
  message.property_count = 1;
  CHECK(send_one(message) == PWS_ERR_INVALID_MESSAGE);
  property.value = pws_slice_of(nullptr);
  CHECK(send_one(message) == PWS_ERR_INVALID_ARGUMENT);
  message.properties = nullptr;
  CHECK(send_one(message) == PWS_ERR_INVALID_ARGUMENT);

  message = PWS_OUTGOING_INIT;
  message.key = pws_slice_of("\xc3");
  CHECK(send_one(message) == PWS_ERR_INVALID_MESSAGE);
  message = PWS_OUTGOING_INIT;
  message.event_time_ms = -1;
  CHECK(send_one(message) == PWS_ERR_INVALID_MESSAGE);
  message = PWS_OUTGOING_INIT;
  message.payload.size = 1;
  CHECK(send_one(message) == PWS_ERR_INVALID_ARGUMENT);
  message = PWS_OUTGOING_INIT;
  message.replication_cluster_count = 1;
  CHECK(send_one(message) == PWS_ERR_INVALID_ARGUMENT);
  pws_slice cluster = pws_slice_of(nullptr);
  message.replication_clusters = &cluster;
  CHECK(send_one(message) == PWS_ERR_INVALID_ARGUMENT);
  CHECK(pulsar.record().produced.empty());

  message = PWS_OUTGOING_INIT;  // nothing at all is a message
  CHECK(send_one(message) == PWS_OK);
  CHECK(pulsar.record().produced.size() == 1);
}

}  // namespace pulsarws::testing
