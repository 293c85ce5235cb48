#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/client/operation.h"

namespace pulsarws {

// A timeout as callers give it: milliseconds, -1 for ever, 0 at once.
using Timeout = std::int32_t;
std::optional<TimePoint> deadline_after(Timeout timeout);

// kTimeout: "`what` was not done within ...".
Error time_is_up(const std::string& what, Timeout timeout);

// Waits for an operation of this thread's own making. One that is not done in
// time ends with kTimeout.
Error wait_for(Operation& operation, Timeout timeout, const std::string& what);

// The same for one before whose end events were pushed: a success means that
// their callbacks have returned.
Error wait_for_callbacks(Operation& operation, EventQueue& events,
                         Timeout timeout, const std::string& what);

}  // namespace pulsarws
