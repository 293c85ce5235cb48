#include "core/session/backoff.h"

#include <set>

#include "tests/support/catch.h"

using pulsarws::Backoff;
using pulsarws::Milliseconds;

namespace {

pulsarws::Randomness always(double number) {
  return [number] { return number; };
}

}  // namespace

TEST_CASE("each wait is twice the last, up to the maximum", "[backoff]") {
  // With 0 for every random number a wait is half of what it may be.
  Backoff backoff(Milliseconds(100), Milliseconds(1000), always(0));
  CHECK(backoff.next() == Milliseconds(50));
  CHECK(backoff.next() == Milliseconds(100));
  CHECK(backoff.next() == Milliseconds(200));
  CHECK(backoff.next() == Milliseconds(400));
  for (int i = 0; i < 100; ++i) CHECK(backoff.next() == Milliseconds(500));
}

TEST_CASE("after a reset the waits begin anew", "[backoff]") {
  Backoff backoff(Milliseconds(100), Milliseconds(30000), always(0));
  for (int i = 0; i < 5; ++i) backoff.next();
  backoff.reset();
  CHECK(backoff.next() == Milliseconds(50));
  CHECK(backoff.next() == Milliseconds(100));
}

TEST_CASE("a wait lies between half of it and the whole", "[backoff]") {
  Backoff shortest(Milliseconds(1000), Milliseconds(1000), always(0));
  CHECK(shortest.next() == Milliseconds(500));
  Backoff middle(Milliseconds(1000), Milliseconds(1000), always(0.5));
  CHECK(middle.next() == Milliseconds(750));
  Backoff longest(Milliseconds(1000), Milliseconds(1000), always(0.9999));
  CHECK(longest.next() == Milliseconds(999));
}

TEST_CASE("the largest settings do not overflow", "[backoff]") {
  const Milliseconds day(24 * 60 * 60 * 1000);
  Backoff backoff(day, day, always(0));
  for (int i = 0; i < 100; ++i) CHECK(backoff.next() == day / 2);
}

TEST_CASE("the process's dice give numbers from 0 to 1", "[backoff]") {
  auto dice = pulsarws::process_randomness();
  std::set<double> seen;
  for (int i = 0; i < 1000; ++i) {
    double number = dice();
    CHECK(number >= 0);
    CHECK(number < 1);
    seen.insert(number);
  }
  CHECK(seen.size() > 900);
}
