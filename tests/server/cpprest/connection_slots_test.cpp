#include "core/transport/cpprest/connection_slots.h"

#include <vector>

#include "catch.h"

namespace pulsarws::testing {

TEST_CASE("Slots are given out up to the limit, then in order", "[cpprest]") {
  ConnectionSlots slots;
  slots.raise_limit(2);
  std::vector<int> admitted;
  std::vector<ConnectionSlots::Slot> held;
  std::vector<std::uint64_t> requests;
  for (int i = 0; i < 5; ++i) {
    requests.push_back(slots.request([&, i](ConnectionSlots::Slot slot) {
      admitted.push_back(i);
      held.push_back(std::move(slot));
    }));
  }
  CHECK(admitted == std::vector<int>{0, 1});
  slots.withdraw(requests[2]);
  held.reserve(10);
  held[0] = ConnectionSlots::Slot();
  CHECK(admitted == std::vector<int>{0, 1, 3});
  CHECK(slots.in_use() == 2);
  slots.raise_limit(3);
  CHECK(admitted == std::vector<int>{0, 1, 3, 4});
  slots.raise_limit(1);
  CHECK(slots.limit() == 3);
  slots.withdraw(requests[0]);
  CHECK(slots.in_use() == 3);
}

TEST_CASE("A slot for a teardown is given beyond the limit", "[cpprest]") {
  ConnectionSlots slots;
  slots.raise_limit(1);
  bool admitted = false;
  {
    ConnectionSlots::Slot one = slots.take();
    {
      ConnectionSlots::Slot two = slots.take();
      two.park();
      two.park();
      CHECK(slots.parked() == 1);
      CHECK(slots.in_use() == 2);
      slots.request([&](ConnectionSlots::Slot) { admitted = true; });
    }
    CHECK(slots.parked() == 0);
    CHECK_FALSE(admitted);
  }
  CHECK(admitted);
  CHECK(slots.in_use() == 0);
}

}  // namespace pulsarws::testing
