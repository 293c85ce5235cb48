#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/timers.h"

namespace pulsarws::testing {

// Timers whose time stands still until a test moves it. Tasks run on the thread
// that moves it.
class ManualTimers final : public Timers {
 public:
  TimePoint now() const noexcept override;
  Id call_at(TimePoint when, std::function<void()> task) override;
  void cancel(Id id) noexcept override;

  // Lets time pass: what comes due runs in its order, each at its own time,
  // also what was set by a task before it.
  void advance(Milliseconds time);

  // How many tasks wait, and how long it is until the first.
  std::size_t waiting() const;
  std::optional<Milliseconds> until_next() const;

 private:
  mutable std::mutex mutex_;
  TimePoint now_{std::chrono::hours(1)};
  Id last_id_ = 0;
  std::map<std::pair<TimePoint, Id>, std::function<void()>> tasks_;
};

}  // namespace pulsarws::testing
