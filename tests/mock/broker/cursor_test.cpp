#include "mock/broker/cursor.h"

#include "tests/support/catch.h"

using pulsarws::mock::broker::Cursor;

TEST_CASE("a cursor begins with all before its start settled",
          "[mock][cursor]") {
  const Cursor cursor(3);
  CHECK(cursor.mark() == 3);
  CHECK(cursor.is_settled(2));
  CHECK_FALSE(cursor.is_settled(3));
  CHECK(cursor.unsettled(5) == 2);
  CHECK(cursor.unsettled(3) == 0);
}

TEST_CASE("a cursor's mark waits for what is missing below", "[mock][cursor]") {
  Cursor cursor(0);
  cursor.settle(1);
  cursor.settle(2);
  CHECK(cursor.mark() == 0);
  CHECK_FALSE(cursor.is_settled(0));
  CHECK(cursor.is_settled(1));
  CHECK(cursor.unsettled(4) == 2);

  cursor.settle(0);
  CHECK(cursor.mark() == 3);
  CHECK(cursor.unsettled(4) == 1);
}

TEST_CASE("what is settled twice counts once", "[mock][cursor]") {
  Cursor cursor(0);
  cursor.settle(1);
  cursor.settle(1);
  CHECK(cursor.unsettled(3) == 2);
  cursor.settle(0);
  cursor.settle(0);
  CHECK(cursor.mark() == 2);
  CHECK(cursor.unsettled(3) == 1);
}

TEST_CASE("a cursor passes what is gone, and what was settled behind that",
          "[mock][cursor]") {
  Cursor cursor(0);
  cursor.settle(1);
  cursor.settle(3);
  cursor.settle(5);
  cursor.settle_all_below(3);
  CHECK(cursor.mark() == 4);
  CHECK(cursor.unsettled(7) == 2);

  cursor.settle_all_below(2);
  CHECK(cursor.mark() == 4);
}
