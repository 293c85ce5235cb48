#pragma once

#include <atomic>
#include <chrono>
#include <shared_mutex>
#include <thread>

namespace pulsarws {

// Between threads that use another library and the process's exit, which takes
// that library's state away under them: the exit waits until nobody is inside,
// and from then on who wants in waits for the process's end. Never destroyed.
class ExitGate {
 public:
  // Whether this thread is inside now. False on the thread that exits, which
  // must not wait for itself.
  bool enter() noexcept;
  void leave() noexcept { inside_.unlock_shared(); }

  // By the thread that exits. Waits no longer than `patience`: the process ends
  // in any case.
  void close(std::chrono::milliseconds patience) noexcept;

 private:
  std::shared_timed_mutex inside_;
  std::atomic<std::thread::id> exiting_{};
};

}  // namespace pulsarws
