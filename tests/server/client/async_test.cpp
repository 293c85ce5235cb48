#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/loopback.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/raw_server.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {
namespace {

struct Opening {
  std::uint64_t operation = 0;
  Outcome outcome;
};

Opening open_async(const Owned<pws_client>& client,
                   Owned<pws_producer>& producer, Hearer& hearer,
                   std::int32_t timeout_ms) {
  Opening opening;
  opening.outcome =
      call(pws_producer_new_async, client.get(), "test", nullptr, timeout_ms,
           made(producer), Hearer::callback, hearer.user_data(),
           Hearer::free_user_data, &opening.operation);
  return opening;
}

Opening open_async(const Owned<pws_client>& client,
                   Owned<pws_consumer>& consumer, Hearer& hearer,
                   std::int32_t timeout_ms) {
  Opening opening;
  opening.outcome =
      call(pws_consumer_new_async, client.get(), "test", "sub", nullptr,
           timeout_ms, made(consumer), Hearer::callback, hearer.user_data(),
           Hearer::free_user_data, &opening.operation);
  return opening;
}

// Opens and checks the one event that comes of it.
template <typename Handle>
void check_open(const std::string& url, std::int32_t timeout_ms, bool cancel,
                pws_status status) {
  Hearer hearer;
  auto client = new_client(url);
  Owned<Handle> handle;
  auto began = std::chrono::steady_clock::now();
  Opening opening = open_async(client, handle, hearer, timeout_ms);
  REQUIRE(opening.outcome.is_ok());
  REQUIRE(handle);
  CHECK(opening.operation != 0);
  if (cancel) {
    CHECK(call(pws_operation_cancel, client.get(), opening.operation).is_ok());
  }
  HeardEvent event = hearer.event(0);
  INFO(event.outcome);
  CHECK(event.type == PWS_EVENT_OPENED);
  CHECK(event.operation == opening.operation);
  CHECK(event.outcome.status == status);
  CHECK(event.client == client.get());
  const void* about = event.producer ? static_cast<void*>(event.producer)
                                     : static_cast<void*>(event.consumer);
  CHECK(about == handle.get());
  CHECK(event.thread != std::this_thread::get_id());
  CHECK(std::chrono::steady_clock::now() - began <
        std::chrono::milliseconds(timeout_ms) + std::chrono::seconds(3));
  // Nothing to cancel any more; nothing comes of it.
  CHECK(call(pws_operation_cancel, client.get(), opening.operation).is_ok());
  handle.reset();
  CHECK(hearer.wait_freed(1));
  CHECK(hearer.count() == 1);
}

Opening receive_async(const Owned<pws_consumer>& consumer, Hearer& hearer,
                      std::int32_t timeout_ms) {
  Opening opening;
  opening.outcome = call(pws_consumer_receive_async, consumer.get(), timeout_ms,
                         Hearer::callback, hearer.user_data(),
                         Hearer::free_user_data, &opening.operation);
  return opening;
}

}  // namespace

TEST_CASE("Opening without waiting", "[client]") {
  PulsarScript pulsar;
  ScriptedServer good(pulsar.script());
  check_open<pws_producer>(good.url(), kSoonMs, false, PWS_OK);
  check_open<pws_consumer>(good.url(), -1, false, PWS_OK);
  ScriptedServer refusing(always(Refuse{401, "No"}));
  check_open<pws_producer>(refusing.url(), kSoonMs, false,
                           PWS_ERR_AUTHENTICATION);
  check_open<pws_consumer>(refusing.url(), kSoonMs, false,
                           PWS_ERR_AUTHENTICATION);
  RawServer silent(RawServer::silent());
  for (const std::string& url :
       {silent.url(), "wss://127.0.0.1:" + std::to_string(silent.port())}) {
    check_open<pws_producer>(url, 8000, true, PWS_ERR_CANCELLED);
    check_open<pws_consumer>(url, 8000, true, PWS_ERR_CANCELLED);
    check_open<pws_producer>(url, 200, false, PWS_ERR_CONNECT_TIMEOUT);
    check_open<pws_consumer>(url, 200, false, PWS_ERR_CONNECT_TIMEOUT);
  }
}

TEST_CASE("A handle whose opening was cancelled is closed", "[client]") {
  RawServer silent(RawServer::silent());
  Hearer hearer;
  Hearer sending;
  auto client = new_client(silent.url());
  Owned<pws_producer> producer;
  Opening opening = open_async(client, producer, hearer, kSoonMs);
  const std::string payload = "waits";
  pws_outgoing message = outgoing(payload);
  REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u,
               Hearer::callback, sending.user_data(), Hearer::free_user_data,
               nullptr)
              .is_ok());
  CHECK(call(pws_operation_cancel, client.get(), opening.operation).is_ok());
  CHECK(hearer.event(0).outcome.status == PWS_ERR_CANCELLED);
  CHECK(sending.event(0).outcome.status == PWS_ERR_NOT_SENT);
  CHECK(send(producer, "x").status == PWS_ERR_CLOSED);
}

TEST_CASE("Messages may be sent before the producer is open", "[client]") {
  PulsarScript pulsar;
  Script script = pulsar.script();
  Recorded<bool> answer;
  script.on_handshake = [&](const Handshake&) -> Answer {
    answer.wait_until([](bool go) { return go; }, kSoon);
    return Accept{};
  };
  ScriptedServer server(script);
  Hearer hearer;
  auto client = new_client(server.url());
  Owned<pws_producer> producer;
  REQUIRE(open_async(client, producer, hearer, kSoonMs).outcome.is_ok());
  const std::string payloads[] = {"0", "1", "2"};
  for (const std::string& payload : payloads) {
    pws_outgoing message = outgoing(payload);
    REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u,
                 Hearer::callback, hearer.user_data(), Hearer::free_user_data,
                 nullptr)
                .is_ok());
  }
  CHECK(pws_producer_pending_count(producer.get()) == 3);
  CHECK(hearer.count() == 0);
  answer.update([](bool& go) { go = true; });
  CHECK(hearer.event(0).type == PWS_EVENT_OPENED);
  CHECK(hearer.event(3).outcome.is_ok());
  auto produced = pulsar.record().produced;
  REQUIRE(produced.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(produced[i].payload == payloads[i]);
}

TEST_CASE("A receive that is cancelled or out of time loses no message",
          "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  Opening first = receive_async(consumer, hearer, -1);
  REQUIRE(receive_async(consumer, hearer, 50).outcome.is_ok());
  CHECK(hearer.event(0).outcome.status == PWS_ERR_TIMEOUT);
  CHECK(call(pws_operation_cancel, client.get(), first.operation).is_ok());
  HeardEvent cancelled = hearer.event(1);
  CHECK(cancelled.outcome.status == PWS_ERR_CANCELLED);
  CHECK(cancelled.operation == first.operation);
  REQUIRE(receive_async(consumer, hearer, 0).outcome.is_ok());
  CHECK(hearer.event(2).outcome.status == PWS_ERR_TIMEOUT);

  // Cancelled and delivered at once: whichever it is, all messages come.
  constexpr std::size_t kCount = 200;
  pulsar.serve_numbered(kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    Opening one = receive_async(consumer, hearer, -1);
    REQUIRE(call(pws_operation_cancel, client.get(), one.operation).is_ok());
  }
  REQUIRE(hearer.wait_count(3 + kCount));
  std::size_t received = 0;
  for (const HeardEvent& event : hearer.heard().events) {
    if (event.outcome.is_ok()) {
      CHECK(event.type == PWS_EVENT_RECEIVED);
      CHECK(event.payload == std::to_string(received));
      ++received;
    }
  }
  for (; received < kCount; ++received) {
    auto message = receive(consumer);
    CHECK(payload_of(message.get()) == std::to_string(received));
  }
}

TEST_CASE("Receives are served in order, and a message can be kept",
          "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  std::vector<pws_message*> kept;
  Hearer hearer;
  hearer.also = [&](pws_event& event) {
    if (event.message) kept.push_back(std::exchange(event.message, nullptr));
  };
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  std::vector<std::uint64_t> operations;
  for (int i = 0; i < 3; ++i) {
    operations.push_back(receive_async(consumer, hearer, -1).operation);
  }
  pulsar.serve_numbered(3);
  REQUIRE(hearer.wait_count(3));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(hearer.event(i).operation == operations[i]);
    CHECK(payload_of(kept.at(i)) == std::to_string(i));
    CHECK(call(pws_consumer_ack_and_free, consumer.get(), kept.at(i)).is_ok());
  }
  CHECK(call(pws_consumer_ack_flush, consumer.get(), kSoonMs).is_ok());
  CHECK(pulsar.record().acked.size() == 3);
}

TEST_CASE("Flushes and closes by event", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  pulsar.answer_end_of_topic(false);
  pulsar.serve_numbered(1);
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  Hearer sending;
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  const std::string payload = "x";
  pws_outgoing message = outgoing(payload);
  REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u,
               Hearer::callback, sending.user_data(), Hearer::free_user_data,
               nullptr)
              .is_ok());
  auto flush = [&](std::int32_t timeout_ms) {
    return call(pws_producer_flush_async, producer.get(), timeout_ms,
                Hearer::callback, hearer.user_data(), Hearer::free_user_data,
                nullptr);
  };
  auto flush_acks = [&](std::int32_t timeout_ms) {
    return call(pws_consumer_ack_flush_async, consumer.get(), timeout_ms,
                Hearer::callback, hearer.user_data(), Hearer::free_user_data,
                nullptr);
  };
  CHECK(flush(50).is_ok());
  CHECK(hearer.event(0).type == PWS_EVENT_FLUSHED);
  CHECK(hearer.event(0).outcome.status == PWS_ERR_TIMEOUT);
  CHECK(call(pws_consumer_ack_and_free, consumer.get(),
             receive(consumer).release())
            .is_ok());
  CHECK(flush_acks(50).is_ok());
  CHECK(hearer.event(1).type == PWS_EVENT_ACKS_FLUSHED);
  CHECK(hearer.event(1).outcome.status == PWS_ERR_TIMEOUT);

  CHECK(flush(kSoonMs).is_ok());
  pulsar.release_answers();
  CHECK(hearer.event(2).outcome.is_ok());
  // Answers come in order, so the lost one would stand for a later one.
  server.drop_all();
  REQUIRE(server.wait_until(
      [](const ServerRecord& all) { return all.opened == 4; }, kSoon));
  pulsar.answer_end_of_topic(true);
  REQUIRE(receive_async(consumer, hearer, -1).outcome.is_ok());

  REQUIRE(call(pws_client_close_async, client.get(), kSoonMs, Hearer::callback,
               hearer.user_data(), Hearer::free_user_data, nullptr)
              .is_ok());
  HeardEvent received = hearer.event(3);
  CHECK(received.type == PWS_EVENT_RECEIVED);
  CHECK(received.outcome.status == PWS_ERR_CLOSED);
  HeardEvent closed = hearer.event(4);
  CHECK(closed.type == PWS_EVENT_CLOSED);
  CHECK(closed.outcome.is_ok());
  CHECK(closed.client == client.get());
  CHECK(flush(kSoonMs).is_ok());
  CHECK(hearer.event(5).outcome.status == PWS_ERR_CLOSED);
}

TEST_CASE("A connection that breaks ends a flush of acks", "[client]") {
  PulsarScript pulsar;
  pulsar.answer_end_of_topic(false);
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  Hearer hearer;
  REQUIRE(call(pws_consumer_ack_flush_async, consumer.get(), kSoonMs,
               Hearer::callback, hearer.user_data(), Hearer::free_user_data,
               nullptr)
              .is_ok());
  server.drop_all();
  CHECK(hearer.event(0).outcome.status == PWS_ERR_CONNECTION_LOST);
}

TEST_CASE("A listener hears all messages in order, and acks them", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(loopback(pulsar));
  Hearer hearer;
  auto client = new_client(server.url());
  auto consumer = new_consumer(client, {{"receiverQueueSize", "10"}});
  auto producer = new_producer(client);
  hearer.also = [&](pws_event& event) {
    CHECK(pws_consumer_ack(event.consumer, event.message, nullptr) == PWS_OK);
  };
  // Some before the listener, some behind.
  for (int i = 0; i < 20; ++i) {
    REQUIRE(send(producer, std::to_string(i)).is_ok());
  }
  REQUIRE(call(pws_consumer_listen, consumer.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  for (int i = 20; i < 100; ++i) {
    REQUIRE(send(producer, std::to_string(i)).is_ok());
  }
  REQUIRE(hearer.wait_count(100));
  auto events = hearer.heard().events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(events[i].type == PWS_EVENT_MESSAGE);
    CHECK(events[i].payload == std::to_string(i));
    CHECK(events[i].consumer == consumer.get());
  }
  Owned<pws_message> message;
  CHECK(call(pws_consumer_receive, consumer.get(), 0, made(message)).status ==
        PWS_ERR_INVALID_ARGUMENT);
  CHECK(call(pws_consumer_close, consumer.get(), kSoonMs).is_ok());
  CHECK(hearer.wait_freed(1));
  CHECK(hearer.count() == 100);  // a close of our own is no PWS_EVENT_ENDED
  CHECK(pulsar.record().acked.size() == 100);
}

TEST_CASE("A listener hears of the end of its consumer", "[client]") {
  Script script;
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (handshake.connection == 0) return Accept{};
    return Refuse{403, "No more"};
  };
  ScriptedServer server(script);
  Hearer hearer;
  auto client = new_client(server.url(), {{"initialBackoff", "1"}});
  auto consumer = new_consumer(client);
  REQUIRE(call(pws_consumer_listen, consumer.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  server.drop_all();
  HeardEvent ended = hearer.event(0);
  CHECK(ended.type == PWS_EVENT_ENDED);
  CHECK(ended.outcome.status == PWS_ERR_AUTHORIZATION);
  CHECK(ended.outcome.is_fatal);
  CHECK(hearer.wait_freed(1));
}

}  // namespace pulsarws::testing
