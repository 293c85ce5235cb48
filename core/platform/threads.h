#pragma once

#include <functional>
#include <memory>

namespace pulsarws::platform {

// While it lives, threads that this thread starts are born with signals
// blocked: signals are the host program's, and none of our threads is to run
// its handlers. Open stay those that a thread brings upon itself, and the
// profiler's.
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

// Which signals the thread that makes it blocks, for code of the host program
// that a thread of ours runs between enter and leave: a child that is started
// there inherits them.
class HostSignals {
 public:
  HostSignals();
  ~HostSignals();
  HostSignals(const HostSignals&) = delete;
  HostSignals& operator=(const HostSignals&) = delete;

  void enter() noexcept;
  void leave() noexcept;

 private:
  struct Masks;
  const std::unique_ptr<Masks> masks_;
};

// While it lives, this thread, which may be the host program's, is not
// cancelled (pthread_cancel): the next point behind it is where that happens.
class NotCancelled {
 public:
  NotCancelled() noexcept;
  ~NotCancelled();
  NotCancelled(const NotCancelled&) = delete;
  NotCancelled& operator=(const NotCancelled&) = delete;

 private:
  int before_ = 0;
};

// Starts a thread that nobody joins, with signals blocked. `name` shows in
// debuggers, 15 characters at most; `body` must not throw. Throws
// std::system_error where there is no thread to be had.
void start_detached_thread(const char* name, std::function<void()> body);

// For a thread that the host program has unwound: it does nothing any more, and
// is not in the way of the process's end.
[[noreturn]] void park_this_thread() noexcept;

}  // namespace pulsarws::platform
