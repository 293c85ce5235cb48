#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <thread>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

// A blocking close or flush returns when the callbacks of what it waited for
// have returned.
namespace pulsarws::testing {
namespace {

ScriptedServer::Options quiet() {
  ScriptedServer::Options options;
  options.keep_texts = false;
  return options;
}

// A callback that stays inside until it is let go.
class Stuck {
 public:
  static void callback(pws_event* event, void* user_data) {
    static_cast<Stuck*>(user_data)->stay(*event);
  }
  std::function<void(pws_event&)> also;

  void wait_inside() { inside_.get_future().wait(); }
  void let_go() { go_.set_value(); }
  bool has_returned() const { return returned_; }

 private:
  void stay(pws_event& event) {
    if (stayed_.exchange(true)) return;
    if (also) also(event);
    inside_.set_value();
    go_.get_future().wait();
    returned_ = true;
  }

  std::promise<void> inside_;
  std::promise<void> go_;
  std::atomic<bool> stayed_{false};
  std::atomic<bool> returned_{false};
};

// Whether `wait`, which has a short time, runs out of it while the callback
// stays, and with a long one returns behind it.
void check_waits_for(Stuck& stuck,
                     const std::function<pws_status(std::int32_t)>& wait,
                     bool once = false) {
  stuck.wait_inside();
  if (!once) CHECK(wait(1) == PWS_ERR_TIMEOUT);
  auto waiting = std::async(std::launch::async, [&] {
    const pws_status status = wait(kSoonMs);
    return stuck.has_returned() ? status : PWS_ERR_INTERNAL;
  });
  CHECK(waiting.wait_for(std::chrono::milliseconds(50)) ==
        std::future_status::timeout);
  stuck.let_go();
  const pws_status status = waiting.get();
  CHECK(status == PWS_OK);
}

Outcome send_async(const Owned<pws_producer>& producer, Stuck& stuck) {
  pws_outgoing message = PWS_OUTGOING_INIT;
  return call(pws_producer_send_async, producer.get(), &message, 1u,
              Stuck::callback, &stuck, nullptr, nullptr);
}

}  // namespace

TEST_CASE("A flush returns when the delivery callbacks have", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Stuck stuck;
  auto client = new_client(server.url());
  auto producer = new_producer(client);
  REQUIRE(send_async(producer, stuck).is_ok());
  SECTION("a flush") {
    check_waits_for(stuck, [&](std::int32_t timeout_ms) {
      return pws_producer_flush(producer.get(), timeout_ms, nullptr);
    });
  }
  SECTION("the producer's close") {
    check_waits_for(stuck, [&](std::int32_t timeout_ms) {
      return pws_producer_close(producer.get(), timeout_ms, nullptr);
    });
  }
  SECTION("the client's close") {
    check_waits_for(stuck, [&](std::int32_t timeout_ms) {
      return pws_client_close(client.get(), timeout_ms, nullptr);
    });
  }
}

TEST_CASE("A flush counts what it has waited for", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script(), quiet());
  auto client = new_client(server.url());
  auto producer = new_producer(client, {{"blockIfQueueFull", "true"}});
  std::atomic<int> told{0};
  pws_outgoing message = PWS_OUTGOING_INIT;
  for (int sent = 100; sent <= 5000; sent += 100) {
    for (int i = 0; i < 100; ++i) {
      REQUIRE(pws_producer_send_async(
                  producer.get(), &message, 1,
                  [](pws_event*, void* count) {
                    ++*static_cast<std::atomic<int>*>(count);
                  },
                  &told, nullptr, nullptr, nullptr) == PWS_OK);
    }
    REQUIRE(call(pws_producer_flush, producer.get(), kSoonMs).is_ok());
    REQUIRE(told == sent);
  }
}

TEST_CASE("A consumer's close returns when its listener has", "[misuse]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(3);
  ScriptedServer server(pulsar.script());
  Stuck stuck;
  auto client = new_client(server.url());
  SECTION("a consumer") {
    auto consumer = new_consumer(client);
    REQUIRE(call(pws_consumer_listen, consumer.get(), Stuck::callback, &stuck,
                 nullptr)
                .is_ok());
    check_waits_for(stuck, [&](std::int32_t timeout_ms) {
      return pws_consumer_close(consumer.get(), timeout_ms, nullptr);
    });
  }
  SECTION("a reader") {
    Owned<pws_reader> reader;
    REQUIRE(call(pws_reader_new, client.get(), "test",
                 pws_message_id_earliest(), nullptr, kSoonMs, made(reader))
                .is_ok());
    REQUIRE(
        call(pws_reader_listen, reader.get(), Stuck::callback, &stuck, nullptr)
            .is_ok());
    check_waits_for(stuck, [&](std::int32_t timeout_ms) {
      return pws_reader_close(reader.get(), timeout_ms, nullptr);
    });
  }
  SECTION("an unsubscribe") {
    auto consumer = new_consumer(client);
    REQUIRE(call(pws_consumer_listen, consumer.get(), Stuck::callback, &stuck,
                 nullptr)
                .is_ok());
    check_waits_for(
        stuck,
        [&](std::int32_t timeout_ms) {
          return pws_consumer_unsubscribe(consumer.get(), timeout_ms, nullptr);
        },
        true);
  }
}

TEST_CASE("Inside a callback nothing waits for callbacks", "[misuse]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  Stuck stuck;
  auto client = new_client(server.url());
  auto other = new_client(server.url());
  auto producer = new_producer(client);
  auto closed = new_producer(client);
  auto of_other = new_producer(other);
  stuck.also = [&](pws_event&) {
    CHECK(pws_producer_flush(closed.get(), 0, nullptr) == PWS_OK);
    CHECK(pws_producer_close(closed.get(), 0, nullptr) == PWS_OK);
    CHECK(pws_producer_close(of_other.get(), 0, nullptr) == PWS_OK);
    CHECK(pws_producer_close(closed.get(), 1, nullptr) ==
          PWS_ERR_WOULD_DEADLOCK);
  };
  REQUIRE(send_async(producer, stuck).is_ok());
  stuck.wait_inside();
  stuck.let_go();
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  CHECK(stuck.has_returned());
}

}  // namespace pulsarws::testing
