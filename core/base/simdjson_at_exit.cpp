#include "core/base/simdjson_at_exit.h"

#include <simdjson.h>

#include <chrono>
#include <cstdlib>
#include <mutex>

#include "core/base/exit_gate.h"
#include "core/base/never_destroyed.h"

namespace pulsarws {
namespace {

// A frame of the largest size is parsed in a millisecond.
constexpr std::chrono::seconds kPatience{1};

ExitGate& gate() noexcept {
  static NeverDestroyed<ExitGate> gate;
  return *gate;
}

bool enter() noexcept {
  static std::once_flag once;
  std::call_once(once, [] {
    // Made by this call at the latest, and destroyed in the opposite order:
    // what is registered behind them runs before their end.
    [[maybe_unused]] const bool valid = simdjson::validate_utf8("", 0);
    std::atexit([] { gate().close(kPatience); });
  });
  return gate().enter();
}

}  // namespace

SimdjsonInUse::SimdjsonInUse() noexcept : inside_(enter()) {}

SimdjsonInUse::~SimdjsonInUse() {
  if (inside_) gate().leave();
}

}  // namespace pulsarws
