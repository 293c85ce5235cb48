#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

#include "core/base/timers.h"

namespace pulsarws {

// A number in [0, 1), for jitter. Injected, so that tests know it.
using Randomness = std::function<double()>;

Randomness process_randomness();

// How long to wait before the next attempt: twice as long after each failure in
// a row, up to a maximum, and of that a random part between half and the whole,
// so that a thousand clients of a restarted server do not come back at once.
class Backoff {
 public:
  Backoff(Milliseconds initial, Milliseconds maximum, Randomness randomness);

  Milliseconds next();
  // A wait that does not grow: a random part of `whole`, as above.
  Milliseconds part_of(Milliseconds whole) const;
  void reset() noexcept { failures_ = 0; }

 private:
  Milliseconds initial_;
  Milliseconds maximum_;
  Randomness randomness_;
  int failures_ = 0;
};

}  // namespace pulsarws
