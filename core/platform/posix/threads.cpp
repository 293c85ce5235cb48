#include "core/platform/threads.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "core/platform/fork_guard.h"

namespace pulsarws::platform {
namespace {

// Not those that tell of a fault of the thread's own, which the program's
// handler would else never hear of, nor what a profiler sends to each.
sigset_t blocked_signals() noexcept {
  sigset_t blocked;
  sigfillset(&blocked);
  for (const int open :
       {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) {
    sigdelset(&blocked, open);
  }
  return blocked;
}

}  // namespace

struct BlockedSignals::Saved {
  sigset_t mask;
};

BlockedSignals::BlockedSignals() : saved_(std::make_unique<Saved>()) {
  const sigset_t blocked = blocked_signals();
  pthread_sigmask(SIG_SETMASK, &blocked, &saved_->mask);
}

BlockedSignals::~BlockedSignals() {
  pthread_sigmask(SIG_SETMASK, &saved_->mask, nullptr);
}

struct HostSignals::Masks {
  sigset_t host;
  sigset_t ours;
};

HostSignals::HostSignals() : masks_(std::make_unique<Masks>()) {
  pthread_sigmask(SIG_SETMASK, nullptr, &masks_->host);
}

HostSignals::~HostSignals() = default;

void HostSignals::enter() noexcept {
  pthread_sigmask(SIG_SETMASK, &masks_->host, &masks_->ours);
}

void HostSignals::leave() noexcept {
  pthread_sigmask(SIG_SETMASK, &masks_->ours, nullptr);
}

NotCancelled::NotCancelled() noexcept {
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_);
}

NotCancelled::~NotCancelled() { pthread_setcancelstate(before_, nullptr); }

void start_detached_thread(const char* name, std::function<void()> body) {
  watch_forks();
  BlockedSignals blocked;
  std::thread([name, body = std::move(body)]() noexcept {
    pthread_setname_np(pthread_self(), name);
    body();
  }).detach();
}

void park_this_thread() noexcept {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  while (true) pause();
}

}  // namespace pulsarws::platform
