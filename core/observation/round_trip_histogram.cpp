#include "core/observation/round_trip_histogram.h"

#include <algorithm>
#include <cmath>

namespace pulsarws {

// A value with its highest bit at `bits` above the step's has its next four
// bits as the step: 16 of them to a power of two.
std::size_t RoundTripHistogram::bucket_of(std::uint64_t value) noexcept {
  // As far as it stays at kSteps or above, found bit by bit.
  std::size_t shift = 0;
  for (std::size_t step = 32; step > 0; step /= 2) {
    if ((value >> (shift + step)) >= kSteps) shift += step;
  }
  return shift * kSteps + static_cast<std::size_t>(value >> shift);
}

std::uint64_t RoundTripHistogram::largest_in(std::size_t bucket) noexcept {
  if (bucket < 2 * kSteps) return bucket;
  const std::size_t shift = bucket / kSteps - 1;
  const std::uint64_t step = bucket % kSteps + kSteps;
  return ((step + 1) << shift) - 1;
}

void RoundTripHistogram::record(std::uint64_t microseconds) noexcept {
  ++buckets_[bucket_of(std::min(microseconds, kLongest))];
  ++count_;
  max_ = std::max(max_, microseconds);
}

void RoundTripHistogram::add(const RoundTripHistogram& other) noexcept {
  for (std::size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::uint64_t RoundTripHistogram::quantile(double share) const noexcept {
  if (count_ == 0) return 0;
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(
             std::ceil(share * static_cast<double>(count_))));
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i + 1 < kBuckets; ++i) {
    so_far += buckets_[i];
    if (so_far >= rank) return std::min(largest_in(i), max_);
  }
  return max_;
}

}  // namespace pulsarws
