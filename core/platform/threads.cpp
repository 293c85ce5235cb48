#include "core/platform/threads.h"

#include <thread>
#include <utility>

#if !defined(_WIN32)
#include <pthread.h>
#include <signal.h>
#endif

namespace pulsarws::platform {

#if defined(_WIN32)

struct BlockedSignals::Saved {};
BlockedSignals::BlockedSignals() = default;
BlockedSignals::~BlockedSignals() = default;
static void name_this_thread(const char*) {}

#else

struct BlockedSignals::Saved {
  sigset_t mask;
};

BlockedSignals::BlockedSignals() : saved_(std::make_unique<Saved>()) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &saved_->mask);
}

BlockedSignals::~BlockedSignals() {
  pthread_sigmask(SIG_SETMASK, &saved_->mask, nullptr);
}

static void name_this_thread(const char* name) {
  pthread_setname_np(pthread_self(), name);
}

#endif

void start_detached_thread(const char* name, std::function<void()> body) {
  BlockedSignals blocked;
  std::thread([name, body = std::move(body)]() noexcept {
    name_this_thread(name);
    body();
  }).detach();
}

}  // namespace pulsarws::platform
