#pragma once

#include <functional>
#include <memory>

namespace pulsarws::platform {

// While it lives, threads that this thread starts are born with all signals
// blocked: signals are the host program's, and none of our threads is to run
// its handlers.
class BlockedSignals {
 public:
  BlockedSignals();
  ~BlockedSignals();
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

// Starts a thread that nobody joins, with all signals blocked. `name` shows in
// debuggers, 15 characters at most; `body` must not throw. Throws
// std::system_error where there is no thread to be had.
void start_detached_thread(const char* name, std::function<void()> body);

}  // namespace pulsarws::platform
