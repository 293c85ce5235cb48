#pragma once

#include <cstdint>
#include <string>

#include "core/observation/waiting_lines.h"

namespace pulsarws {

// The numbers are the C API's.
enum class LogLevel : std::int32_t {
  kOff = 0,
  kError = 1,
  kWarning = 2,
  kInfo = 3,
  kDebug = 4,
};

struct LogEntry {
  LogLevel level = LogLevel::kOff;
  const char* component = "";  // static
  std::string message;
  std::int64_t time = 0;         // epoch milliseconds
  std::string topic;             // empty: about none
  std::uint64_t connection = 0;  // 0: about none
  std::string handle;            // empty: about none
  WaitingLines::Place place;     // kept until it has been read
};

}  // namespace pulsarws
