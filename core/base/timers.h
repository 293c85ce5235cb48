#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace pulsarws {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Milliseconds = std::chrono::milliseconds;

// Time as the library sees it: what time it is, and calls at a later time.
// Injected, so that tests of backoff and deadlines run without sleeping.
class Timers {
 public:
  using Id = std::uint64_t;  // 0 is never given out

  virtual ~Timers() = default;

  virtual TimePoint now() const noexcept = 0;

  // Calls `task` once, at `when` or soon after, on the timers' own thread with
  // no lock held. `task` is short, does not block and does not throw.
  virtual Id call_at(TimePoint when, std::function<void()> task) = 0;

  // Forgets it. A task that is already running goes on: what it finds must tell
  // it that it is no longer wanted.
  virtual void cancel(Id id) noexcept = 0;

  Id call_after(Milliseconds delay, std::function<void()> task) {
    return call_at(now() + delay, std::move(task));
  }
};

// The process's timers: one thread, started at the first use and never joined.
Timers& process_timers();

}  // namespace pulsarws
