#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "core/base/never_destroyed.h"

namespace pulsarws::capi {

// What an opaque pointer of the C API points to: a shared pointer to the core's
// object, and a mark by which freed and foreign pointers are found out.
template <typename Core>
class Handle {
 public:
  explicit Handle(std::shared_ptr<Core> core) : core_(std::move(core)) {}

  bool is_live() const noexcept { return mark_ == kLive && core_ != nullptr; }

  // A share in it, to be kept for the whole call: a callback that the call
  // brings about may free the handle before the call returns.
  std::shared_ptr<Core> core() const noexcept { return core_; }

  std::shared_ptr<Core> release() noexcept {
    mark_ = kFreed;
    return std::move(core_);
  }

 private:
  static constexpr std::uint32_t kLive = 0x50575321;
  static constexpr std::uint32_t kFreed = 0x64656164;

  std::uint32_t mark_ = kLive;
  std::shared_ptr<Core> core_;
};

// Keeps the shells of the last freed handles of one type for a while, so that
// using one after its _free is an error and not a crash. Only the shell stays,
// the core's object does not.
template <typename Shell>
class Graveyard {
 public:
  static void bury(std::unique_ptr<Shell> shell) {
    Graveyard& graveyard = instance();
    std::unique_ptr<Shell> oldest;
    std::lock_guard lock(graveyard.mutex_);
    graveyard.shells_.push_back(std::move(shell));
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

}  // namespace pulsarws::capi
