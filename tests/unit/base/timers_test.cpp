#include "core/base/timers.h"

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/wait.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// Called when everything that was due before it has been.
void fence(TimePoint when) {
  auto reached = std::make_shared<std::promise<void>>();
  process_timers().call_at(when, [reached] { reached->set_value(); });
  reached->get_future().get();
}

}  // namespace

TEST_CASE("timers call at their time, in order, whatever order they came in",
          "[timers]") {
  Timers& timers = process_timers();
  const TimePoint start = timers.now();
  // Of one time, the first that was asked for.
  const int kDelays[] = {40, 10, 30, 10, 20};
  std::vector<int> called;
  std::vector<bool> early;
  for (int i = 0; i < 5; ++i) {
    const TimePoint when = start + Milliseconds(kDelays[i]);
    timers.call_at(when, [&, i, when] {
      called.push_back(i);
      early.push_back(Clock::now() < when);
    });
  }
  fence(start + Milliseconds(41));
  CHECK(called == std::vector<int>{1, 3, 4, 2, 0});
  CHECK(early == std::vector<bool>(5, false));
}

TEST_CASE("a timer whose time is past is called soon", "[timers]") {
  auto called = std::make_shared<std::promise<std::thread::id>>();
  process_timers().call_at(
      TimePoint(), [called] { called->set_value(std::this_thread::get_id()); });
  CHECK(called->get_future().get() != std::this_thread::get_id());
}

TEST_CASE("an earlier timer is not held up by a later one", "[timers]") {
  Timers& timers = process_timers();
  const Timers::Id late = timers.call_after(std::chrono::hours(1), [] {});
  fence(timers.now());
  timers.cancel(late);
}

TEST_CASE("a timer that is cancelled is not called, and lets go at once",
          "[timers]") {
  Timers& timers = process_timers();
  auto held = std::make_shared<int>();
  std::atomic<bool> called{false};
  const TimePoint when = timers.now() + Milliseconds(20);
  const Timers::Id id =
      timers.call_at(when, [&called, held] { called = true; });
  CHECK(id != 0);
  CHECK(held.use_count() == 2);
  timers.cancel(id);
  CHECK(held.use_count() == 1);
  timers.cancel(id);
  timers.cancel(0);
  fence(when);
  CHECK_FALSE(called);
}

TEST_CASE("a timer's task may use the timers, and is let go of after its call",
          "[timers]") {
  Timers& timers = process_timers();
  auto held = std::make_shared<int>();
  auto second = std::make_shared<std::promise<void>>();
  timers.call_at(timers.now(), [&timers, second, held] {
    const Timers::Id never = timers.call_after(std::chrono::hours(1), [] {});
    timers.cancel(never);
    timers.call_at(timers.now(), [second] { second->set_value(); });
  });
  second->get_future().get();
  CHECK(wait_for([&] { return held.use_count() == 1; }, kSoon));
}

TEST_CASE("timers are set and cancelled by many threads at once", "[timers]") {
  Timers& timers = process_timers();
  std::atomic<int> called{0};
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        timers.call_after(Milliseconds(i % 5), [&] { ++called; });
        timers.cancel(timers.call_after(std::chrono::hours(1), [] {}));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  fence(timers.now() + Milliseconds(5));
  CHECK(called == kThreads * kEach);
}
