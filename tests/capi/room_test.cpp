#include <future>
#include <string>
#include <thread>

#include "tests/support/capi/both_ways.h"
#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// Waiting for room in a producer's queue: bounded, cancelled, or without a
// thread.
namespace pulsarws::testing {
namespace {

pws_status send_async(const Owned<pws_producer>& producer,
                      std::int64_t room_timeout_ms) {
  pws_outgoing message = PWS_OUTGOING_INIT;
  message.room_timeout_ms = room_timeout_ms;
  return pws_producer_send_async(producer.get(), &message, 1, nullptr, nullptr,
                                 nullptr, nullptr, nullptr);
}

pws_status send_and_wait(const Owned<pws_producer>& producer,
                         std::int64_t room_timeout_ms) {
  pws_outgoing message = PWS_OUTGOING_INIT;
  message.room_timeout_ms = room_timeout_ms;
  return pws_producer_send(producer.get(), &message, -1, nullptr, nullptr);
}

// Cancels until somebody was waiting.
void cancel_one(const Owned<pws_producer>& producer) {
  std::size_t cancelled = 0;
  while (cancelled == 0) {
    REQUIRE(call(pws_producer_cancel_room_waits, producer.get(), &cancelled)
                .is_ok());
    std::this_thread::yield();
  }
  CHECK(cancelled == 1);
}

}  // namespace

TEST_CASE("The wait for room is bounded by the message", "[room]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(
      client, {{"blockIfQueueFull", "true"}, {"maxPendingMessages", "1"}});
  REQUIRE(send_async(producer, 0) == PWS_OK);
  for (const auto send : {send_async, send_and_wait}) {
    CHECK(send(producer, -1) == PWS_ERR_QUEUE_FULL);
    CHECK(send(producer, 20) == PWS_ERR_TIMEOUT);
    CHECK(send(producer, -2) == PWS_ERR_INVALID_ARGUMENT);
  }
  CHECK(pws_producer_pending_count(producer.get()) == 1);
}

TEST_CASE("The wait for room is cancelled from another thread", "[room]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  auto client = new_client(server.url());
  auto producer = new_producer(client, {{"blockIfQueueFull", "true"},
                                        {"maxPendingMessages", "1"},
                                        {"sendTimeout", "0"}});
  REQUIRE(send_async(producer, 0) == PWS_OK);
  for (const auto send : {send_async, send_and_wait}) {
    auto waits =
        std::async(std::launch::async, [&] { return send(producer, 0); });
    cancel_one(producer);
    const pws_status status = waits.get();
    CHECK(status == PWS_ERR_CANCELLED);
  }
  // Whoever comes later waits again.
  auto waits = std::async(std::launch::async,
                          [&] { return send_and_wait(producer, 0); });
  pulsar.release_answers();
  const pws_status status = waits.get();
  CHECK(status == PWS_OK);
}

TEST_CASE("An event tells that there is room again", "[room]") {
  in_both_ways([](bool polled) {
    CAPTURE(polled);
    PulsarScript pulsar;
    pulsar.hold_answers();
    ScriptedServer server(pulsar.script());
    EventfulClient client(server.url(), polled);
    auto producer =
        new_producer(client.client(), {{"maxPendingMessages", "1"}});
    const auto send = [&] {
      pws_outgoing message = PWS_OUTGOING_INIT;
      return call(pws_producer_send_async, producer.get(), &message, 1u,
                  client.callback(), client.user_data(), EventfulClient::kFree,
                  nullptr)
          .status;
    };
    REQUIRE(send() == PWS_OK);
    CHECK(send() == PWS_ERR_QUEUE_FULL);  // of which nobody wants to be told
    REQUIRE(call(pws_producer_set_writable_callback, producer.get(),
                 client.callback(), client.user_data(), EventfulClient::kFree)
                .is_ok());
    for (std::size_t turn = 1; turn <= 3; ++turn) {
      CHECK(send() == PWS_ERR_QUEUE_FULL);
      CHECK(send() == PWS_ERR_QUEUE_FULL);
      REQUIRE(pulsar.wait_until(
          [&](const PulsarRecord& all) { return all.produced.size() == turn; },
          kSoon));
      pulsar.release(1);
      CHECK(client.next().type == PWS_EVENT_SENT);
      const HeardEvent writable = client.next();
      CHECK(writable.type == PWS_EVENT_WRITABLE);
      CHECK(writable.producer == producer.get());
      CHECK(send() == PWS_OK);  // there is
    }
    // Nobody was refused since.
    REQUIRE(pulsar.wait_until(
        [&](const PulsarRecord& all) { return all.produced.size() == 4; },
        kSoon));
    pulsar.release(1);
    CHECK(client.next().type == PWS_EVENT_SENT);
    // And where there is none any more.
    CHECK(send() == PWS_OK);
    CHECK(send() == PWS_ERR_QUEUE_FULL);
    CHECK(call(pws_producer_close_async, producer.get(), -1, client.callback(),
               client.user_data(), EventfulClient::kFree, nullptr)
              .is_ok());
    CHECK(client.next().type == PWS_EVENT_WRITABLE);
    CHECK(send() == PWS_ERR_CLOSED);
    pulsar.release_answers();
    CHECK(client.next().type == PWS_EVENT_SENT);
    CHECK(client.next().type == PWS_EVENT_CLOSED);
  });
}

}  // namespace pulsarws::testing
