#include "core/session/backoff.h"

#include <random>
#include <utility>

namespace pulsarws {

Randomness process_randomness() {
  return [] {
    thread_local std::minstd_rand engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

Backoff::Backoff(Milliseconds initial, Milliseconds maximum,
                 Randomness randomness)
    : initial_(initial),
      maximum_(maximum),
      randomness_(std::move(randomness)) {}

Milliseconds Backoff::next() {
  constexpr int kMostDoublings =
      30;  // far over any maximum, far under overflow
  std::int64_t whole = initial_.count() << std::min(failures_, kMostDoublings);
  whole = std::min<std::int64_t>(whole, maximum_.count());
  if (failures_ < kMostDoublings) ++failures_;
  return part_of(Milliseconds(whole));
}

Milliseconds Backoff::part_of(Milliseconds whole) const {
  double part = 0.5 + randomness_() / 2;
  return Milliseconds(
      static_cast<std::int64_t>(static_cast<double>(whole.count()) * part));
}

}  // namespace pulsarws
