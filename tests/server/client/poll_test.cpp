#include <poll.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/loopback.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {
namespace {

const Settings kPoll{{"eventDelivery", "poll"}};

int descriptor_of(const Owned<pws_client>& client) {
  std::int64_t descriptor = -1;
  REQUIRE(call(pws_client_descriptor, client.get(), &descriptor).is_ok());
  REQUIRE(descriptor >= 0);
  return static_cast<int>(descriptor);
}

bool is_readable(int descriptor, int timeout_ms = 0) {
  pollfd state{descriptor, POLLIN, 0};
  return ::poll(&state, 1, timeout_ms) == 1 && (state.revents & POLLIN) != 0;
}

// Takes one event, waiting for it.
HeardEvent poll_one(const Owned<pws_client>& client, Hearer& hearer) {
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  Outcome outcome =
      call(pws_client_poll, client.get(), &event, 1u, kSoonMs, &count);
  INFO(outcome);
  REQUIRE(outcome.is_ok());
  REQUIRE(count == 1);
  hearer.hear(event);
  HeardEvent heard = heard_event(event);
  pws_event_clear(&event);
  return heard;
}

}  // namespace

TEST_CASE("poll(2) sends and receives on one thread", "[client]") {
  constexpr int kCount = 1000;
  PulsarScript pulsar;
  ScriptedServer server(loopback(pulsar));
  auto client = new_client(server.url(), kPoll);
  const std::size_t threads = process_threads();
  const int descriptor = descriptor_of(client);
  CHECK_FALSE(is_readable(descriptor));

  // No thread of ours runs: everything that happens, happens here.
  std::atomic<int> freed{0};
  auto free_user_data = [](void* user_data) {
    ++*static_cast<std::atomic<int>*>(user_data);
  };
  Owned<pws_producer> producer;
  Owned<pws_consumer> consumer;
  REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, kSoonMs,
               made(producer), nullptr, &freed, free_user_data, nullptr)
              .is_ok());
  REQUIRE(call(pws_consumer_new_async, client.get(), "test", "sub", nullptr,
               kSoonMs, made(consumer), nullptr, &freed, free_user_data,
               nullptr)
              .is_ok());
  int opened = 0;
  int answered = 0;
  int received = 0;
  int closed = 0;
  int sent = 0;
  std::vector<pws_event> events(16, pws_event PWS_EVENT_INIT);
  while (closed == 0) {
    REQUIRE(is_readable(descriptor, kSoonMs));
    std::size_t count = 0;
    Outcome outcome = call(pws_client_poll, client.get(), events.data(),
                           events.size(), 0, &count);
    if (outcome.status == PWS_ERR_TIMEOUT) continue;
    INFO(outcome);
    REQUIRE(outcome.is_ok());
    for (std::size_t i = 0; i < count; ++i) {
      pws_event& event = events[i];
      REQUIRE(event.struct_size == sizeof event);
      REQUIRE(event.status == PWS_OK);
      CHECK(event.user_data == &freed);
      if (event.type == PWS_EVENT_OPENED && ++opened == 2) {
        REQUIRE(call(pws_consumer_listen, consumer.get(), nullptr, &freed,
                     free_user_data)
                    .is_ok());
      }
      if (event.type == PWS_EVENT_SENT) ++answered;
      if (event.type == PWS_EVENT_MESSAGE) {
        CHECK(payload_of(event.message) == std::to_string(received++));
        CHECK(call(pws_consumer_ack, event.consumer, event.message).is_ok());
      }
      if (event.type == PWS_EVENT_CLOSED) ++closed;
      pws_event_clear(&event);
      CHECK(event.message == nullptr);
    }
    while (opened == 2 && sent < kCount && sent - answered < 100) {
      const std::string payload = std::to_string(sent++);
      pws_outgoing message = outgoing(payload);
      REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u,
                   nullptr, &freed, free_user_data, nullptr)
                  .is_ok());
    }
    if (received == kCount && answered == kCount) {
      received = -1;
      REQUIRE(call(pws_client_close_async, client.get(), kSoonMs, nullptr,
                   &freed, free_user_data, nullptr)
                  .is_ok());
    }
  }
  CHECK(answered == kCount);
  CHECK(pulsar.record().acked.size() == kCount);
  std::size_t count = 0;
  CHECK(call(pws_client_poll, client.get(), events.data(), 1u, -1, &count)
            .status == PWS_ERR_CLOSED);
  CHECK(wait_for([&] { return freed >= kCount + 4; }, kSoon));
  CHECK(freed == kCount + 4);
  CHECK(wait_for([&] { return process_threads() <= threads + 2; }, kSoon));
}

TEST_CASE("A poll after close_async waits for the close", "[client]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(), kPoll);
  auto producer = new_producer(client);
  const std::string payload = "x";
  pws_outgoing message = outgoing(payload);
  REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u, nullptr,
               hearer.user_data(), Hearer::free_user_data, nullptr)
              .is_ok());
  REQUIRE(call(pws_client_close_async, client.get(), kSoonMs, nullptr,
               hearer.user_data(), Hearer::free_user_data, nullptr)
              .is_ok());
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  CHECK(call(pws_client_poll, client.get(), &event, 1u, 50, &count).status ==
        PWS_ERR_TIMEOUT);
  pulsar.release_answers();
  CHECK(poll_one(client, hearer).type == PWS_EVENT_SENT);
  CHECK(poll_one(client, hearer).type == PWS_EVENT_CLOSED);
  CHECK(call(pws_client_poll, client.get(), &event, 1u, -1, &count).status ==
        PWS_ERR_CLOSED);
}

TEST_CASE("A poll that waits for ever ends with the close", "[client]") {
  ScriptedServer server({});
  auto client = new_client(server.url(), kPoll);
  Outcome polled;
  std::thread polls([&] {
    pws_event event = PWS_EVENT_INIT;
    std::size_t count = 0;
    polled = call(pws_client_poll, client.get(), &event, 1u, -1, &count);
  });
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  polls.join();
  CHECK(polled.status == PWS_ERR_CLOSED);
}

TEST_CASE("Events that are longer than ours stand at their own stride",
          "[client]") {
  struct NewerEvent {
    pws_event known;
    std::uint64_t later;
  };
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(), kPoll);
  auto producer = new_producer(client);
  const std::string payload = "x";
  std::vector<pws_outgoing> messages(3, outgoing(payload));
  REQUIRE(call(pws_producer_send_async, producer.get(), messages.data(), 3u,
               nullptr, hearer.user_data(), Hearer::free_user_data, nullptr)
              .is_ok());
  REQUIRE(call(pws_producer_flush, producer.get(), kSoonMs).is_ok());
  NewerEvent events[4];
  std::memset(events, 0x5a, sizeof events);
  events[0].known.struct_size = sizeof(NewerEvent);
  std::size_t count = 0;
  REQUIRE(
      call(pws_client_poll, client.get(), &events[0].known, 4u, kSoonMs, &count)
          .is_ok());
  REQUIRE(count == 3);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(events[i].known.struct_size == sizeof(NewerEvent));
    CHECK(events[i].known.type == PWS_EVENT_SENT);
    CHECK(events[i].known.index == i);
    CHECK(events[i].known.producer == producer.get());
    pws_event_clear(&events[i].known);
  }
  CHECK(hearer.wait_freed(1));
}

TEST_CASE("A descriptor asked for late is readable at once", "[client]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Hearer hearer;
  auto client = new_client(server.url(), kPoll);
  auto producer = new_producer(client);
  const std::string payload = "x";
  pws_outgoing message = outgoing(payload);
  REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u, nullptr,
               hearer.user_data(), Hearer::free_user_data, nullptr)
              .is_ok());
  REQUIRE(call(pws_producer_flush, producer.get(), kSoonMs).is_ok());
  const int descriptor = descriptor_of(client);
  CHECK(is_readable(descriptor, kSoonMs));
  CHECK(descriptor_of(client) == descriptor);
  CHECK(poll_one(client, hearer).outcome.is_ok());
  CHECK_FALSE(is_readable(descriptor));
  REQUIRE(call(pws_producer_send_async, producer.get(), &message, 1u, nullptr,
               hearer.user_data(), Hearer::free_user_data, nullptr)
              .is_ok());
  CHECK(is_readable(descriptor, kSoonMs));
}

}  // namespace pulsarws::testing
