#include "core/transport/beast/io_loop.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <thread>
#include <utility>

#include "core/base/never_destroyed.h"
#include "core/net/openssl_at_exit.h"
#include "core/platform/threads.h"

namespace pulsarws {
namespace {

// All loops of the process, for its exit.
class LiveLoops {
 public:
  void add(const std::shared_ptr<IoLoop>& loop) {
    std::lock_guard lock(mutex_);
    loops_.erase(std::remove_if(loops_.begin(), loops_.end(),
                                [](const auto& one) { return one.expired(); }),
                 loops_.end());
    loops_.push_back(loop);
  }

  void hold_all() noexcept {
    std::lock_guard lock(mutex_);
    for (auto& weak : loops_) {
      if (auto loop = weak.lock()) loop->hold_at_exit();
    }
  }

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<IoLoop>> loops_;
};

LiveLoops& live_loops() {
  static NeverDestroyed<LiveLoops> all;
  return *all;
}

}  // namespace

std::shared_ptr<IoLoop> IoLoop::start() {
  auto loop = std::make_shared<IoLoop>();
  loop->work_.emplace(loop->context_.get_executor());
  call_before_openssl_ends([] { live_loops().hold_all(); });
  live_loops().add(loop);
  platform::start_detached_thread("pws-io", [loop] { loop->run(); });
  return loop;
}

void IoLoop::run() noexcept {
  while (true) {
    try {
      context_.run();
      return;
    } catch (const std::exception&) {
      // Whatever failed so has a deadline, or is told by its connection.
    }
  }
}

void IoLoop::end_when_idle() noexcept {
  std::lock_guard lock(mutex_);
  work_.reset();
}

void IoLoop::hold_at_exit() noexcept {
  constexpr std::chrono::milliseconds kPatience{50};
  struct Held {
    std::mutex mutex;
    std::condition_variable changed;
    bool held = false;
  };
  try {
    auto held = std::make_shared<Held>();
    boost::asio::post(context_, [held] {
      std::unique_lock lock(held->mutex);
      held->held = true;
      held->changed.notify_all();
      held->changed.wait(lock, [] { return false; });
    });
    std::unique_lock lock(held->mutex);
    held->changed.wait_for(lock, kPatience, [&] { return held->held; });
  } catch (const std::exception&) {
    // No memory at the very end: then it is not held.
  }
}

IoLoops::~IoLoops() {
  for (auto& loop : loops_) {
    if (loop) loop->end_when_idle();
  }
}

std::shared_ptr<IoLoop> IoLoops::next() {
  std::lock_guard lock(mutex_);
  auto& loop = loops_[next_++ % loops_.size()];
  if (!loop) loop = IoLoop::start();
  return loop;
}

}  // namespace pulsarws
