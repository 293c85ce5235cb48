#include <string>
#include <utility>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/raw_server.h"
#include "tests/support/scripted_server.h"

// free_user_data is called exactly once, after the last event. The end of each
// Hearer sees to "exactly": the tests are only the ways there.
namespace pulsarws::testing {
namespace {

Outcome send_async(const Owned<pws_producer>& producer, std::size_t count,
                   pws_callback callback, Hearer& hearer) {
  std::vector<pws_outgoing> messages(count, pws_outgoing PWS_OUTGOING_INIT);
  return call(pws_producer_send_async, producer.get(), messages.data(), count,
              callback, hearer.user_data(), Hearer::free_user_data, nullptr);
}

Outcome receive_async(const Owned<pws_consumer>& consumer,
                      pws_callback callback, Hearer& hearer,
                      std::uint64_t* operation = nullptr) {
  return call(pws_consumer_receive_async, consumer.get(), -1, callback,
              hearer.user_data(), Hearer::free_user_data, operation);
}

}  // namespace

TEST_CASE("User data: one for many messages, freed after the last",
          "[misuse]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  REQUIRE(send_async(producer, 10, Hearer::callback, hearer).is_ok());
  REQUIRE(pulsar.wait_until(
      [](const PulsarRecord& all) { return all.produced.size() == 10; },
      kSoon));
  pulsar.release(9);
  REQUIRE(hearer.wait_count(9));
  CHECK(hearer.heard().freed == 0);
  pulsar.release_answers();
  CHECK(hearer.wait_freed(1));
  CHECK(hearer.count() == 10);
}

TEST_CASE("User data: freed without a callback", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  REQUIRE(send_async(producer, 1, nullptr, hearer).is_ok());
  REQUIRE(send_async(producer, 0, Hearer::callback, hearer).is_ok());
  CHECK(hearer.wait_freed(2));
  CHECK(hearer.count() == 0);
}

TEST_CASE("User data: the call fails, or its operation does", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  ScriptedServer refusing(always(Refuse{401, "No"}));
  Hearer hearer;
  auto client = new_client(refusing.url());
  Owned<pws_producer> producer;
  auto open = [&](const char* topic) {
    return call(pws_producer_new_async, client.get(), topic, nullptr, kSoonMs,
                made(producer), Hearer::callback, hearer.user_data(),
                Hearer::free_user_data, nullptr);
  };
  CHECK(open("a//b").status == PWS_ERR_INVALID_TOPIC);
  CHECK(hearer.heard().freed == 1);
  CHECK(hearer.count() == 0);
  CHECK(open("test").is_ok());
  CHECK(hearer.event(0).outcome.status == PWS_ERR_AUTHENTICATION);
  CHECK(hearer.wait_freed(2));

  auto good = new_client(server.url());
  auto working = new_producer(good, {{"maxPendingMessages", "1"}});
  pulsar.hold_answers();
  CHECK(send_async(working, 2, Hearer::callback, hearer).status ==
        PWS_ERR_QUEUE_FULL);
  CHECK(send_async(working, 1, Hearer::callback, hearer).status ==
        PWS_ERR_QUEUE_FULL);
  CHECK(hearer.wait_freed(3));  // the second; the first waits for an answer
  CHECK(hearer.heard().freed == 3);
  pulsar.release_answers();
  CHECK(hearer.wait_freed(4));
}

TEST_CASE("User data: cancelled", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url());
  auto consumer = new_consumer(client);
  std::uint64_t operation = 0;
  REQUIRE(
      receive_async(consumer, Hearer::callback, hearer, &operation).is_ok());
  CHECK(call(pws_operation_cancel, client.get(), operation).is_ok());
  CHECK(hearer.wait_freed(1));
  CHECK(hearer.count() == 1);
}

TEST_CASE("User data: never read in poll mode", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(3);
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(),
                           {{"eventDelivery", "poll"}, {"logLevel", "debug"}});
  REQUIRE(call(pws_client_set_log_callback, client.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  auto producer = new_producer(client);
  auto consumer = new_consumer(client);
  auto other = new_consumer(client);
  REQUIRE(send_async(producer, 5, nullptr, hearer).is_ok());
  REQUIRE(call(pws_producer_set_delivery_callback, producer.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  REQUIRE(call(pws_consumer_listen, consumer.get(), nullptr, hearer.user_data(),
               Hearer::free_user_data)
              .is_ok());
  REQUIRE(receive_async(other, nullptr, hearer).is_ok());
  REQUIRE(call(pws_producer_flush, producer.get(), kSoonMs).is_ok());
  SECTION("freed") {}
  SECTION("closed, then freed") {
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    CHECK(hearer.heard().freed < 5);
  }
  SECTION("the client freed first") {
    client.reset();
    CHECK(hearer.heard().freed == 0);
  }
  SECTION("one event taken, and cleared after all is freed") {
    pws_event event = PWS_EVENT_INIT;
    std::size_t count = 0;
    do {
      pws_event_clear(&event);
      REQUIRE(call(pws_client_poll, client.get(), &event, 1u, kSoonMs, &count)
                  .is_ok());
    } while (event.type != PWS_EVENT_SENT);
    client.reset();
    producer.reset();
    consumer.reset();
    other.reset();
    CHECK(hearer.wait_freed(4));
    CHECK(hearer.heard().freed == 4);
    CHECK(event.user_data == &hearer);
    pws_event_clear(&event);
    CHECK(hearer.heard().freed == 5);
  }
}

TEST_CASE("User data: dropped with the handles", "[misuse]") {
  RawServer silent(RawServer::silent());
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  for (const char* delivery : {"callbacks", "poll"}) {
    CAPTURE(delivery);
    const pws_callback callback =
        delivery == std::string("poll") ? nullptr : Hearer::callback;
    Hearer hearer;
    auto client = new_client(server.url(), {{"eventDelivery", delivery}});
    auto waiting = new_client(silent.url(), {{"eventDelivery", delivery}});
    auto producer = new_producer(client);
    auto consumer = new_consumer(client);
    Owned<pws_producer> opening;
    REQUIRE(call(pws_producer_new_async, waiting.get(), "test", nullptr, -1,
                 made(opening), callback, hearer.user_data(),
                 Hearer::free_user_data, nullptr)
                .is_ok());
    REQUIRE(send_async(opening, 3, callback, hearer).is_ok());
    REQUIRE(send_async(producer, 3, callback, hearer).is_ok());
    REQUIRE(receive_async(consumer, callback, hearer).is_ok());
    REQUIRE(call(pws_consumer_ack_flush_async, consumer.get(), -1, callback,
                 hearer.user_data(), Hearer::free_user_data, nullptr)
                .is_ok());
    REQUIRE(call(pws_producer_flush_async, producer.get(), -1, callback,
                 hearer.user_data(), Hearer::free_user_data, nullptr)
                .is_ok());
    REQUIRE(call(pws_producer_close_async, producer.get(), -1, callback,
                 hearer.user_data(), Hearer::free_user_data, nullptr)
                .is_ok());
    REQUIRE(call(pws_client_set_log_callback, client.get(), callback,
                 hearer.user_data(), Hearer::free_user_data)
                .is_ok());
    client.reset();
    waiting.reset();
    opening.reset();
    producer.reset();
    consumer.reset();
    CHECK(hearer.wait_freed(8));
  }
}

}  // namespace pulsarws::testing
