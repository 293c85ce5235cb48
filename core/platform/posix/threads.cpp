#include "core/platform/threads.h"

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace pulsarws::platform {

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

void start_detached_thread(const char* name, std::function<void()> body) {
  BlockedSignals blocked;
  std::thread([name, body = std::move(body)]() noexcept {
    pthread_setname_np(pthread_self(), name);
    body();
  }).detach();
}

}  // namespace pulsarws::platform
