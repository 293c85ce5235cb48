#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/net/io.h"

namespace pulsarws {

// One thread and the connections that live on it. The thread is detached and
// holds its loop: whoever lets go of it last, nobody waits.
class IoLoop : public std::enable_shared_from_this<IoLoop> {
 public:
  // Throws std::system_error where there is no thread to be had.
  static std::shared_ptr<IoLoop> start();

  IoContext& context() noexcept { return context_; }

  // The thread ends when nothing is under way any more.
  void end_when_idle() noexcept;

  // Before OpenSSL's state is freed at the process's exit: holds this thread
  // for ever, from the next thing that it would do.
  void hold_at_exit() noexcept;

 private:
  void run() noexcept;

  IoContext context_{1};
  std::mutex mutex_;
  std::optional<IoWork> work_;
};

// A client's loops, as many as its option ioThreads says, each started when it
// is first needed; connections are dealt out in turn.
class IoLoops {
 public:
  explicit IoLoops(std::size_t count) : loops_(count) {}
  ~IoLoops();
  IoLoops(const IoLoops&) = delete;
  IoLoops& operator=(const IoLoops&) = delete;

  // Throws as IoLoop::start does.
  std::shared_ptr<IoLoop> next();

 private:
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<std::shared_ptr<IoLoop>> loops_;
};

}  // namespace pulsarws
