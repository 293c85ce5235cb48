#include "core/client/log.h"

#include <chrono>
#include <cstdio>
#include <exception>
#include <utility>

#include "core/wire/time_format.h"

namespace pulsarws {
namespace {

const char* level_name(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::kOff:
      return "OFF";
    case LogLevel::kError:
      return "ERROR";
    case LogLevel::kWarning:
      return "WARNING";
    case LogLevel::kInfo:
      return "INFO";
    case LogLevel::kDebug:
      return "DEBUG";
  }
  return "";
}

std::int64_t epoch_milliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void Log::write(LogLevel level, const char* component,
                std::string message) noexcept {
  if (!wants(level)) return;
  try {
    LogEntry entry{level, component, std::move(message), epoch_milliseconds(),
                   nullptr};
    std::lock_guard lock(mutex_);
    if (sink_) {
      sink_(std::move(entry));
      return;
    }
    // One call, so that lines of several threads do not mix.
    std::string line = wire::format_rfc3339(entry.time) + " " +
                       level_name(level) + " pulsarws " + component + ": " +
                       entry.message + "\n";
    std::fputs(line.c_str(), stderr);
  } catch (const std::exception&) {
    // A log that cannot be written is the least of the host's troubles then.
  }
}

void Log::set_sink(Sink sink) {
  std::lock_guard lock(mutex_);
  sink_.swap(sink);
}

}  // namespace pulsarws
