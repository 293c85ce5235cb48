#pragma once

#include <chrono>
#include <cstdint>

namespace pulsarws {

// What time it is for people: milliseconds since 1970. Durations are Timers'.
inline std::int64_t epoch_milliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch())
      .count();
}

}  // namespace pulsarws
