#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/observation/log_entry.h"

namespace pulsarws {

// A line of the log, or none: kOff.
struct LogWords {
  LogLevel level = LogLevel::kOff;
  std::string text;
};

// What the log says of a handle's connections: a line at `warning` when one
// breaks or cannot be had, one for each doubling of the outage, and one when it
// is over, with its length and the attempts. What is between stands at `debug`.
// No lock of its own.
class Outage {
 public:
  // A connection was lost; told with what follows from it.
  void lost(std::uint64_t connection, TimePoint now) noexcept;

  // An attempt failed, or the connection that was lost is to be replaced.
  // `advice` says for how long refused credentials are tried; null: they were
  // not refused.
  LogWords next_attempt(const Error& error, Milliseconds wait,
                        const char* advice, TimePoint now);

  LogWords opened(std::uint64_t connection, TimePoint now);

  // It ends for good: `error`, or kOk where it was closed.
  LogWords ended(const Error& error, bool caller_hears);

 private:
  void begin(TimePoint now) noexcept;

  bool under_way_ = false;
  std::uint64_t lost_ = 0;  // the connection of which nothing is told yet
  TimePoint since_;
  Milliseconds tell_after_{0};
  std::uint64_t attempts_ = 0;  // that failed
  bool refusal_told_ = false;
};

}  // namespace pulsarws
