#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "core/base/timers.h"

namespace pulsarws {

// Watches over the silence of one connection after the other. Silence is
// measured from the last byte that came; after `interval` of it the server is
// asked for a sign of life, which it has `timeout` to give: who is dead is
// found `interval` and `timeout` after its last byte. An interval of 0 asks for
// nothing, and finds nobody dead.
class KeepAlive {
 public:
  enum class Step : std::uint8_t { kWait, kPing, kGiveUp };
  struct Look {
    Step step = Step::kWait;
    TimePoint next;  // when to look again
  };

  KeepAlive(Milliseconds interval, Milliseconds timeout)
      : interval_(interval), timeout_(timeout) {}

  // A connection is open. Returns when to look first.
  TimePoint begin(TimePoint now) noexcept;

  // Something came. On any thread, beside the other calls.
  void heard(TimePoint now) noexcept {
    heard_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  }

  // On any thread.
  TimePoint last_heard() const noexcept {
    return TimePoint(Clock::duration(heard_.load(std::memory_order_relaxed)));
  }

  Look look(TimePoint now) noexcept;

 private:
  const Milliseconds interval_;
  const Milliseconds timeout_;
  std::atomic<Clock::rep> heard_{0};
  // What had been heard last when a ping went out that is not answered yet.
  std::optional<TimePoint> heard_before_ping_;
};

}  // namespace pulsarws
