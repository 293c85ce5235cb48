#include "core/observation/round_trip_histogram.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/support/catch.h"

using pulsarws::RoundTripHistogram;

TEST_CASE("an empty histogram says 0", "[histogram]") {
  RoundTripHistogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.max() == 0);
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.quantile(1) == 0);
}

TEST_CASE("small times are kept exactly", "[histogram]") {
  RoundTripHistogram histogram;
  for (std::uint64_t i = 0; i < 32; ++i) histogram.record(i);
  CHECK(histogram.count() == 32);
  for (std::uint64_t i = 1; i <= 32; ++i) {
    CHECK(histogram.quantile(static_cast<double>(i) / 32) == i - 1);
  }
  CHECK(histogram.quantile(0) == 0);
}

TEST_CASE("one time is every quantile", "[histogram]") {
  for (std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{33}, std::uint64_t{1000},
        std::uint64_t{1234567}, RoundTripHistogram::kLongest,
        RoundTripHistogram::kLongest + 1, UINT64_MAX}) {
    RoundTripHistogram histogram;
    histogram.record(value);
    CHECK(histogram.max() == value);
    CHECK(histogram.quantile(0.5) == value);
    CHECK(histogram.quantile(0.99) == value);
  }
}

TEST_CASE("quantiles are right to a sixteenth, and never too little",
          "[histogram]") {
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> values;
  RoundTripHistogram histogram;
  for (int i = 0; i < 20000; ++i) {
    // All magnitudes up to hours.
    const std::uint64_t value = random() >> (30 + random() % 34);
    values.push_back(value);
    histogram.record(value);
  }
  std::sort(values.begin(), values.end());
  CHECK(histogram.count() == values.size());
  CHECK(histogram.max() == values.back());
  for (double share : {0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(
        share * static_cast<double>(values.size()) + 0.999999);
    const std::uint64_t right = values[rank - 1];
    INFO(share);
    CHECK(histogram.quantile(share) >= right);
    CHECK(histogram.quantile(share) <= right + right / 16);
  }
}

TEST_CASE("histograms add up", "[histogram]") {
  RoundTripHistogram one;
  RoundTripHistogram two;
  for (int i = 0; i < 99; ++i) one.record(10);
  two.record(100000);
  one.add(two);
  CHECK(one.count() == 100);
  CHECK(one.max() == 100000);
  CHECK(one.quantile(0.99) == 10);
  CHECK(one.quantile(1) == 100000);
}
