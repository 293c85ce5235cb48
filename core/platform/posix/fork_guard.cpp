#include "core/platform/fork_guard.h"

#include <pthread.h>

#include <atomic>

namespace pulsarws::platform {
namespace {

std::atomic<bool> forked{false};

}  // namespace

bool is_forked() noexcept { return forked.load(std::memory_order_relaxed); }

void watch_forks() {
  static const int registered = pthread_atfork(
      nullptr, nullptr, [] { forked.store(true, std::memory_order_relaxed); });
  static_cast<void>(registered);
}

}  // namespace pulsarws::platform
