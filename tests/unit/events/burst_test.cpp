#include "core/events/burst.h"

#include "tests/support/catch.h"

using namespace pulsarws;

TEST_CASE("what comes fast is worth a rest, once", "[burst]") {
  const TimePoint start{std::chrono::hours(1)};
  using std::chrono::microseconds;
  Burst burst;
  CHECK_FALSE(burst.take_rest());
  burst.note(start);
  CHECK_FALSE(burst.take_rest());
  burst.note(start + microseconds(299));
  CHECK(burst.take_rest());
  CHECK_FALSE(burst.take_rest());
  burst.note(start + microseconds(599));
  CHECK_FALSE(burst.take_rest());
  burst.note(start + microseconds(600));
  burst.note(start + microseconds(5000));
  CHECK_FALSE(burst.take_rest());
}
