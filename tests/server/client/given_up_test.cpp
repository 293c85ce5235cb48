#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_frames.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"
#include "tests/support/unanswered_port.h"
#include "tests/support/wait.h"

// Messages that are given up: by their own timeout, or by a purge.
namespace pulsarws::testing {
namespace {

Outcome send_with_timeout(const Owned<pws_producer>& producer,
                          const std::string& payload, std::int64_t timeout,
                          Hearer& hearer) {
  pws_outgoing message = outgoing(payload);
  message.context = message.payload;
  message.send_timeout_ms = timeout;
  return call(pws_producer_send_async, producer.get(), &message, 1,
              Hearer::callback, hearer.user_data(), Hearer::free_user_data,
              nullptr);
}

}  // namespace

TEST_CASE("A message's own timeout, and its context with the failure",
          "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto producer = new_producer(client, {{"sendTimeout", "100"}});
  CHECK(send_with_timeout(producer, "never", -1, hearer).is_ok());
  CHECK(send_with_timeout(producer, "the option's", 0, hearer).is_ok());
  CHECK(send_with_timeout(producer, "soon", 10, hearer).is_ok());
  CHECK(pws_producer_pending_bytes(producer.get()) > 100);
  HeardEvent event = hearer.event(0);
  CHECK(event.context == "soon");
  CHECK(event.outcome.status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(event.outcome.says("send_timeout_ms of 10 ms"));
  event = hearer.event(1);
  CHECK(event.context == "the option's");
  CHECK(event.outcome.says("sendTimeout of 100 ms"));
  CHECK(pws_producer_pending_count(producer.get()) == 1);
  pulsar.release_answers();
  event = hearer.event(2);
  CHECK(event.context == "never");
  CHECK(event.outcome.is_ok());
  CHECK(pws_producer_pending_bytes(producer.get()) == 0);

  Outcome wrong = send_with_timeout(producer, "x", -2, hearer);
  CHECK(wrong.status == PWS_ERR_INVALID_ARGUMENT);
  pws_outgoing message = outgoing("blocking");
  message.send_timeout_ms = 50;
  pulsar.hold_answers();
  auto* receipt = reinterpret_cast<pws_receipt*>(std::uintptr_t{8});
  CHECK(call(pws_producer_send, producer.get(), &message, kSoonMs, &receipt)
            .status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(receipt == nullptr);
}

TEST_CASE("A failed message's receipt has no id", "[client]") {
  PulsarScript pulsar;
  pulsar.at_message(1, Fate::send_error(8, "no"));
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  int receipts = 0;
  int ids = 0;
  hearer.also = [&](pws_event& event) {
    if (event.receipt) ++receipts;
    if (pws_receipt_message_id(event.receipt)) ++ids;
  };
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  CHECK(send_with_timeout(producer, "first", 0, hearer).is_ok());
  CHECK(send_with_timeout(producer, "second", 0, hearer).is_ok());
  CHECK(hearer.event(0).outcome.status == PWS_ERR_SEND_REFUSED);
  CHECK(hearer.event(0).context == "first");
  CHECK(hearer.event(1).outcome.is_ok());
  CHECK(call(pws_producer_close, producer.get(), kSoonMs).is_ok());
  CHECK(receipts == 2);
  CHECK(ids == 1);
}

TEST_CASE("A purge of what is queued and of what is in flight", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  Script script = pulsar.script();
  ScriptedServer server(script);
  Hearer hearer;
  auto client = new_client(server.url());
  auto producer = new_producer(client, {{"producerName", "me"}});
  CHECK(std::string(pws_producer_name(producer.get())) == "me");
  CHECK(pws_producer_last_sequence_id(producer.get()) == -1);
  CHECK(send_with_timeout(producer, "a", 0, hearer).is_ok());
  REQUIRE(pulsar.wait_until(
      [](const PulsarRecord& all) { return all.produced.size() == 1; }, kSoon));
  Outcome blocked;
  std::thread blocks([&] { blocked = send(producer, "b"); });
  REQUIRE(pulsar.wait_until(
      [](const PulsarRecord& all) { return all.produced.size() == 2; }, kSoon));

  std::size_t purged = 7;
  CHECK(call(pws_producer_purge, producer.get(), 0, &purged).is_ok());
  CHECK(purged == 0);
  CHECK(call(pws_producer_purge, producer.get(), 1, &purged).is_ok());
  CHECK(purged == 2);
  blocks.join();
  CHECK(blocked.status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(blocked.says("purged"));
  CHECK(hearer.event(0).outcome.status == PWS_ERR_OUTCOME_UNKNOWN);
  CHECK(hearer.event(0).context == "a");
  CHECK(pws_producer_pending_count(producer.get()) == 0);

  pulsar.release_answers();
  CHECK(send(producer, "c").is_ok());
  CHECK(pws_producer_last_sequence_id(producer.get()) == 2);
  CHECK(call(pws_producer_close, producer.get(), kSoonMs).is_ok());
  CHECK(call(pws_producer_purge, producer.get(), 1, &purged).status ==
        PWS_ERR_CLOSED);
  CHECK(purged == 0);
}

TEST_CASE("A purge of what was never written", "[client]") {
  ClosedPort closed;
  Hearer opening;
  Hearer hearer;
  auto client = new_client("ws://127.0.0.1:" + std::to_string(closed.port()),
                           {{"retryOnFailedConnect", "true"}});
  Owned<pws_producer> producer;
  REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, kSoonMs,
               made(producer), Hearer::callback, opening.user_data(),
               Hearer::free_user_data, nullptr)
              .is_ok());
  CHECK(std::string(pws_producer_name(producer.get())).empty());
  CHECK(send_with_timeout(producer, "a", 0, hearer).is_ok());
  CHECK(send_with_timeout(producer, "b", -1, hearer).is_ok());
  std::size_t purged = 0;
  CHECK(call(pws_producer_purge, producer.get(), 0, &purged).is_ok());
  CHECK(purged == 2);
  for (std::size_t i : {0U, 1U}) {
    CHECK(hearer.event(i).outcome.status == PWS_ERR_NOT_SENT);
    CHECK(hearer.event(i).context == (i == 0 ? "a" : "b"));
  }
}

TEST_CASE("An open that runs out of time tells the last failure", "[client]") {
  ScriptedServer never(always(Refuse{503, "Not yet"}));
  auto client = new_client(never.url(), {{"retryOnFailedConnect", "true"},
                                         {"initialBackoff", "1"},
                                         {"maxBackoff", "10"}});
  Hearer opening;
  Owned<pws_producer> blocking;
  Owned<pws_producer> by_event;
  const Outcome first = call(pws_producer_new, client.get(), "test", nullptr,
                             1000, made(blocking));
  REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, 1000,
               made(by_event), Hearer::callback, opening.user_data(),
               Hearer::free_user_data, nullptr)
              .is_ok());
  const Outcome second = opening.event(0).outcome;
  for (const Outcome& outcome : {first, second}) {
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_SERVICE_UNAVAILABLE);
    CHECK(outcome.http_status == 503);
    CHECK(outcome.is_retriable);
    CHECK(outcome.says("was not open within 1000 ms: last: 503"));
  }
}

}  // namespace pulsarws::testing
