#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "core/base/never_destroyed.h"

namespace pulsarws::capi {

// What an opaque pointer of the C API points to: the application's share in the
// core's object, and marks by which freed and foreign pointers are found out.
// Who frees it, and who uses it meanwhile, meet in atomics alone.
template <typename Core>
class Handle {
 public:
  explicit Handle(const std::shared_ptr<Core>& core) noexcept : core_(core) {}

  // It is the application's from now on.
  void give_out(std::shared_ptr<Core> core) noexcept { own_ = std::move(core); }

  bool is_handle() const noexcept { return mark_ == kMark; }

  // A share in the core's object, to be kept for the whole call: another
  // thread, or a callback that the call brings about, may free the handle
  // before the call returns. Null once it is freed.
  std::shared_ptr<Core> core() const noexcept {
    return freed_.load() ? nullptr : core_.lock();
  }

  // True for one caller only, which may then take the application's share.
  bool mark_freed() noexcept { return !freed_.exchange(true); }
  std::shared_ptr<Core> take_share() noexcept { return std::move(own_); }

 private:
  static constexpr std::uint32_t kMark = 0x50575321;

  const std::uint32_t mark_ = kMark;
  std::atomic<bool> freed_{false};
  const std::weak_ptr<Core> core_;
  std::shared_ptr<Core> own_;  // for whoever frees it
};

// Keeps the last shells of one type that nothing refers to any more for a
// while, so that using one after its _free is an error and not a crash. Only
// the shell stays, the core's object does not.
template <typename Shell>
class Graveyard {
 public:
  static void bury(Shell* shell) noexcept {
    std::unique_ptr<Shell> oldest(shell);
    Graveyard& graveyard = instance();
    std::lock_guard lock(graveyard.mutex_);
    try {
      graveyard.shells_.push_back(std::move(oldest));
    } catch (...) {
      return;  // no memory for the grave: the shell is freed instead
    }
    if (graveyard.shells_.size() > kShells) {
      oldest = std::move(graveyard.shells_.front());
      graveyard.shells_.pop_front();
    }
  }

 private:
  static constexpr std::size_t kShells = 256;

  static Graveyard& instance() {
    static NeverDestroyed<Graveyard> graveyard;
    return *graveyard;
  }

  std::mutex mutex_;
  std::deque<std::unique_ptr<Shell>> shells_;
};

// The handle on an object that events are about. The object keeps it, so that
// it lives as long as any event that names it, whoever frees it meanwhile.
template <typename Shell, typename Core>
Shell* make_handle(const std::shared_ptr<Core>& core) {
  std::shared_ptr<Shell> shell(std::make_unique<Shell>(core).release(),
                               Graveyard<Shell>::bury);
  Shell* const handle = shell.get();
  core->set_tag(std::move(shell));
  return handle;
}

}  // namespace pulsarws::capi
