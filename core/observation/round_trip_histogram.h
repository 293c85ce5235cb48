#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pulsarws {

// How long sends took, in microseconds, in memory that does not grow: values up
// to 15 are kept exactly, larger ones in 16 steps for each power of two, so
// that what quantile() says is at most a sixteenth too much. No lock of its
// own.
class RoundTripHistogram {
 public:
  // The last step holds all that took longer than this, over a day.
  static constexpr std::uint64_t kLongest = (std::uint64_t{1} << 37) - 1;

  void record(std::uint64_t microseconds) noexcept;
  void add(const RoundTripHistogram& other) noexcept;

  std::uint64_t count() const noexcept { return count_; }
  std::uint64_t max() const noexcept { return max_; }

  // What `share` of the values, from 0 to 1, does not exceed; 0 without any.
  std::uint64_t quantile(double share) const noexcept;

 private:
  static constexpr int kStepBits = 4;
  static constexpr std::size_t kSteps = std::size_t{1} << kStepBits;
  static constexpr std::size_t kBuckets = (37 - kStepBits + 1) * kSteps;

  static std::size_t bucket_of(std::uint64_t value) noexcept;
  static std::uint64_t largest_in(std::size_t bucket) noexcept;

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace pulsarws
