#include <pthread.h>

#include <functional>
#include <future>
#include <thread>

#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// No call is a cancellation point: a thread that is cancelled in one returns
// from it, and ends at the next point behind it.
namespace pulsarws::testing {
namespace {

struct Call {
  std::function<void()> body;
  std::promise<void> begun;
  bool returned = false;
};

void* run(void* given) {
  auto& call = *static_cast<Call*>(given);
  call.begun.set_value();
  call.body();
  call.returned = true;
  // Where it is cancelled; a sleep would be in a sanitizer's own code then.
  for (;;) {
    pthread_testcancel();
    std::this_thread::yield();
  }
}

void check_not_cancelled(std::function<void()> body) {
  Call call;
  call.body = std::move(body);
  pthread_t thread;
  REQUIRE(pthread_create(&thread, nullptr, run, &call) == 0);
  call.begun.get_future().wait();
  pthread_cancel(thread);
  void* result = nullptr;
  REQUIRE(pthread_join(thread, &result) == 0);
  CHECK(result == PTHREAD_CANCELED);
  CHECK(call.returned);
}

}  // namespace

TEST_CASE("A thread that is cancelled returns from its call", "[misuse]") {
  PulsarScript pulsar;
  pulsar.hold_answers();
  ScriptedServer server(pulsar.script());
  constexpr std::int32_t kTime = 50;
  SECTION("a send") {
    auto client = new_client(server.url());
    auto producer = new_producer(client);
    pws_outgoing message = PWS_OUTGOING_INIT;
    check_not_cancelled([&] {
      pws_producer_send(producer.get(), &message, kTime, nullptr, nullptr);
    });
    check_not_cancelled(
        [&] { pws_producer_close(producer.get(), kTime, nullptr); });
    check_not_cancelled([&] { pws_producer_free(producer.release()); });
  }
  SECTION("a receive") {
    auto client = new_client(server.url());
    auto consumer = new_consumer(client);
    check_not_cancelled([&] {
      pws_message* message = nullptr;
      pws_consumer_receive(consumer.get(), kTime, &message, nullptr);
    });
  }
  SECTION("a poll") {
    auto client = new_client(server.url(), {{"eventDelivery", "poll"}});
    check_not_cancelled([&] {
      pws_event event = PWS_EVENT_INIT;
      std::size_t count = 0;
      pws_client_poll(client.get(), &event, 1, kTime, &count, nullptr);
    });
  }
}

}  // namespace pulsarws::testing
