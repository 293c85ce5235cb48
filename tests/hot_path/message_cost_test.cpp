#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "capi/src/objects.h"
#include "core/base/timers.h"
#include "tests/hot_path/counted.h"
#include "tests/support/catch.h"
#include "tests/support/hand_transport.h"
#include "tests/unit/client/client_frames.h"

using namespace pulsarws;
using namespace pulsarws::testing;

// What a message costs through the C API, over a transport that costs nothing:
// as many allocations and locks on all threads together. Each answer and each
// message comes in a read of its own, which is the dearest.

namespace {

constexpr int kBurst = 50;  // messages under way at a time
constexpr int kWarm = 20;   // bursts before counting
constexpr int kBursts = 40;

class Discard final : public FrameSink {
 public:
  void put(wire::Frame frame) override { bytes += frame.size(); }
  std::size_t bytes = 0;
};

// The dispatcher stands in the callback of a burst's last message until the
// next burst is fed, so that the count does not depend on who runs when.
struct Stage {
  Stage() {
    Environment environment;
    environment.transport = network.factory();
    environment.timers = &process_timers();
    environment.randomness = [] { return 0.0; };
    auto made = Client::make("ws://one:8080", Options(OptionsKind::kClient),
                             std::move(environment));
    REQUIRE(made);
    client = capi::make_handle<pws_client>(*made);
    (*made)->handle_made();
    client->give_out(*made);
  }

  // In the callback of a message.
  void heard() noexcept {
    const int number = ++done;
    if (number % kBurst != 0) return;
    while (gate < number) std::this_thread::yield();
  }
  void open_gate() noexcept { gate += kBurst; }
  void await(int number) const noexcept {
    while (done < number) std::this_thread::yield();
  }

  template <typename Feed>
  Counts cost(Feed feed) {
    Counts before;
    for (int burst = 1; burst <= kWarm + kBursts; ++burst) {
      if (burst == kWarm + 1) before = counts();
      feed(burst - 1);
      if (burst > 1) open_gate();
      await(burst * kBurst);
      network.last()->pull(sink);
    }
    const Counts after = counts();
    gate = 1 << 30;
    return {after.allocations - before.allocations, after.locks - before.locks};
  }

  HandNetwork network;
  pws_client* client = nullptr;
  Discard sink;
  std::atomic<int> done{0};
  std::atomic<int> gate{0};
};

double each(std::int64_t count) {
  return static_cast<double>(count) / (kBursts * kBurst);
}

std::vector<PaddedFrame> frames(std::string (*frame)(std::uint64_t)) {
  std::vector<PaddedFrame> all;
  for (int i = 1; i <= (kWarm + kBursts) * kBurst; ++i) {
    all.emplace_back(frame(static_cast<std::uint64_t>(i)));
  }
  return all;
}

std::string delivered(std::uint64_t entry) {
  return delivery(static_cast<std::int64_t>(entry));
}

// Without a cost of its own, as CHECK has one.
void must(pws_status status) {
  if (status != PWS_OK) std::abort();
}

void on_sent(pws_event* event, void* user_data) {
  must(event->status);
  static_cast<Stage*>(user_data)->heard();
}

void on_message(pws_event* event, void* user_data) {
  must(pws_consumer_ack(event->consumer, event->message, nullptr));
  static_cast<Stage*>(user_data)->heard();
}

}  // namespace

TEST_CASE("what a message sent costs", "[hot-path]") {
  Stage stage;
  pws_producer* producer = nullptr;
  REQUIRE(pws_producer_new_async(
              stage.client, "test", nullptr, 5000, &producer,
              [](pws_event*, void*) {}, nullptr, nullptr, nullptr,
              nullptr) == PWS_OK);
  stage.network.last()->open();
  const std::vector<PaddedFrame> answers = frames(stored);
  const std::string payload(1000, 'x');
  pws_outgoing message = PWS_OUTGOING_INIT;
  message.payload = pws_slice_make(payload.data(), payload.size());

  const Counts cost = stage.cost([&](int burst) {
    for (int i = 0; i < kBurst; ++i) {
      must(pws_producer_send_async(producer, &message, 1, on_sent, &stage,
                                   nullptr, nullptr, nullptr));
    }
    stage.network.last()->pull(stage.sink);
    for (int i = 0; i < kBurst; ++i) {
      const auto number = static_cast<std::size_t>(burst * kBurst + i);
      stage.network.last()->text(answers[number].text());
      stage.network.last()->end_batch();
    }
  });
  CAPTURE(each(cost.allocations), each(cost.locks));
  CHECK(each(cost.allocations) <= 5.0);
  CHECK(each(cost.locks) <= 4.0);
  CHECK(stage.sink.bytes > 1000 * kBursts * kBurst);
  pws_client_close(stage.client, 0, nullptr);
  stage.network.last()->end();
  pws_producer_free(producer);
  pws_client_free(stage.client);
}

TEST_CASE("what a message received and acked costs", "[hot-path]") {
  Stage stage;
  pws_consumer* consumer = nullptr;
  REQUIRE(pws_consumer_new_async(
              stage.client, "test", "sub", nullptr, 5000, &consumer,
              [](pws_event*, void*) {}, nullptr, nullptr, nullptr,
              nullptr) == PWS_OK);
  stage.network.last()->open();
  REQUIRE(pws_consumer_listen(consumer, on_message, &stage, nullptr, nullptr) ==
          PWS_OK);
  const std::vector<PaddedFrame> deliveries = frames(delivered);

  const Counts cost = stage.cost([&](int burst) {
    for (int i = 0; i < kBurst; ++i) {
      const auto number = static_cast<std::size_t>(burst * kBurst + i);
      stage.network.last()->text(deliveries[number].text());
      stage.network.last()->end_batch();
    }
  });
  CAPTURE(each(cost.allocations), each(cost.locks));
  CHECK(each(cost.allocations) <= 5.0);
  CHECK(each(cost.locks) <= 4.0);
  pws_client_close(stage.client, 0, nullptr);
  stage.network.last()->end();
  pws_consumer_free(consumer);
  pws_client_free(stage.client);
}
