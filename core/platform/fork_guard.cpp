#include "core/platform/fork_guard.h"

#include <atomic>

#if !defined(_WIN32)
#include <pthread.h>
#endif

namespace pulsarws::platform {
namespace {

std::atomic<bool> forked{false};

}  // namespace

bool is_forked() noexcept { return forked.load(std::memory_order_relaxed); }

void watch_forks() {
#if !defined(_WIN32)
  static const int registered = pthread_atfork(
      nullptr, nullptr, [] { forked.store(true, std::memory_order_relaxed); });
  static_cast<void>(registered);
#endif
}

}  // namespace pulsarws::platform
