#pragma once

#include <chrono>
#include <cstddef>

#include "core/base/timers.h"

namespace pulsarws {

// Tells when things come so fast that to be woken for each costs several times
// what the thing itself does. Whoever waits for them then rests for a moment
// first, and finds a batch.
class Burst {
 public:
  static constexpr std::chrono::microseconds kRest{50};

  // So many at a time are worth being woken for: only fewer count, which is
  // what a transport brings that knows of no batches.
  static constexpr std::size_t kBatch = 8;

  // Something has come.
  void note(TimePoint now) noexcept {
    on_ = now - last_ < kGap;
    last_ = now;
  }

  // Whether to rest before waiting; once, until something comes again.
  bool take_rest() noexcept {
    bool rest = on_;
    on_ = false;
    return rest;
  }

 private:
  static constexpr std::chrono::microseconds kGap{300};

  TimePoint last_;
  bool on_ = false;
};

}  // namespace pulsarws
