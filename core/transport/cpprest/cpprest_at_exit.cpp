#include "core/transport/cpprest/cpprest_at_exit.h"

#include <chrono>
#include <cstdlib>
#include <mutex>

#include "core/base/exit_gate.h"
#include "core/base/never_destroyed.h"

namespace pulsarws {
namespace {

// A frame is queued in microseconds.
constexpr std::chrono::milliseconds kPatience{500};

ExitGate& gate() noexcept {
  static NeverDestroyed<ExitGate> gate;
  return *gate;
}

bool enter() noexcept {
  static std::once_flag once;
  // Behind the end of cpprestsdk's statics, which were made when it was loaded;
  // so called before it.
  std::call_once(once, [] { std::atexit([] { gate().close(kPatience); }); });
  return gate().enter();
}

}  // namespace

CpprestInUse::CpprestInUse() noexcept : inside_(enter()) {}

CpprestInUse::~CpprestInUse() {
  if (inside_) gate().leave();
}

}  // namespace pulsarws
