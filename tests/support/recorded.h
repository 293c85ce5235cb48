#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace pulsarws::testing {

// A value that a server's thread writes and a test reads or waits for.
template <typename T>
class Recorded {
 public:
  // Calls `change(value)` under the lock, then wakes those who wait.
  template <typename Change>
  void update(Change&& change) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      std::forward<Change>(change)(value_);
    }
    changed_.notify_all();
  }

  // A copy of the value as it is now.
  T read() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return value_;
  }

  // True as soon as `predicate(value)` holds; false when `within` has passed
  // without. The predicate runs under the lock: it must only look.
  template <typename Predicate>
  bool wait_until(Predicate&& predicate,
                  std::chrono::milliseconds within) const {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, within, [&] { return predicate(value_); });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  T value_{};
};

}  // namespace pulsarws::testing
