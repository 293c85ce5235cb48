#include "core/base/exit_gate.h"

#include <atomic>
#include <thread>

#include "core/base/never_destroyed.h"
#include "tests/support/catch.h"
#include "tests/support/wait.h"

namespace pulsarws::testing {

using namespace std::chrono_literals;

TEST_CASE("an exit waits for who is inside", "[exit]") {
  ExitGate gate;
  std::atomic<bool> inside{false};
  std::atomic<bool> leaving{false};
  std::thread user([&] {
    CHECK(gate.enter());
    inside = true;
    std::this_thread::sleep_for(100ms);
    leaving = true;
    gate.leave();
  });
  REQUIRE(wait_for([&] { return inside.load(); }, 10s));
  gate.close(10s);
  CHECK(leaving);
  user.join();
  // It does not wait for itself.
  CHECK_FALSE(gate.enter());
}

TEST_CASE("an exit waits for nobody longer than it should", "[exit]") {
  ExitGate gate;
  std::atomic<int> step{0};
  std::thread user([&] {
    CHECK(gate.enter());
    step = 1;
    wait_for([&] { return step == 2; }, 10s);
    gate.leave();
  });
  REQUIRE(wait_for([&] { return step == 1; }, 10s));
  gate.close(10ms);
  step = 2;
  user.join();
}

TEST_CASE("nobody enters once the exit has begun", "[exit]") {
  // The thread waits for the end of the process, and so does the gate.
  static NeverDestroyed<ExitGate> gate;
  static NeverDestroyed<std::atomic<int>> step(0);
  // Not joined yet: the next thread would have its id.
  std::thread exit([] {
    gate->close(10s);
    *step = 1;
    wait_for([] { return *step == 4; }, 10s);
  });
  REQUIRE(wait_for([] { return *step == 1; }, 10s));
  std::thread([] {
    *step = 2;
    gate->enter();
    *step = 3;
  }).detach();
  REQUIRE(wait_for([] { return *step >= 2; }, 10s));
  CHECK_FALSE(wait_for([] { return *step == 3; }, 100ms));
  *step = 4;
  exit.join();
}

}  // namespace pulsarws::testing
