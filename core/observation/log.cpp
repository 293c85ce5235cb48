#include "core/observation/log.h"

#include <cstdio>
#include <exception>
#include <string_view>
#include <utility>

#include "core/observation/wall_clock.h"
#include "core/wire/json_string.h"
#include "core/wire/time_format.h"

namespace pulsarws {
namespace {

const char* level_name(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::kOff:
      return "off";
    case LogLevel::kError:
      return "error";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kDebug:
      return "debug";
  }
  return "";
}

// A word stands as it is, everything else as a JSON string.
void append_field(std::string& line, const char* name, std::string_view value) {
  line += ' ';
  line += name;
  line += '=';
  bool word = !value.empty();
  for (char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    word = word && byte > ' ' && byte != 0x7f && c != '"' && c != '=';
  }
  if (word) {
    line += value;
  } else {
    wire::append_json_string(line, value);
  }
}

}  // namespace

std::string log_line(const LogEntry& entry) {
  std::string line = "lib=pulsarws";
  append_field(line, "time", wire::format_rfc3339(entry.time));
  append_field(line, "level", level_name(entry.level));
  append_field(line, "component", entry.component);
  if (!entry.topic.empty()) append_field(line, "topic", entry.topic);
  if (!entry.handle.empty()) append_field(line, "handle", entry.handle);
  if (entry.connection != 0) {
    append_field(line, "connection", std::to_string(entry.connection));
  }
  line += " message=";
  wire::append_json_string(line, entry.message);
  return line;
}

void Log::write(LogLevel level, const char* component, std::string message,
                LogSubject subject) noexcept {
  if (!wants(level)) return;
  try {
    LogEntry entry;
    entry.level = level;
    entry.component = component;
    entry.message = std::move(message);
    entry.time = epoch_milliseconds();
    entry.topic = std::move(subject.topic);
    entry.connection = subject.connection;
    entry.handle = std::move(subject.handle);
    std::lock_guard lock(mutex_);
    if (sink_) {
      sink_(std::move(entry));
      return;
    }
    // One call, so that lines of several threads do not mix.
    std::string line = log_line(entry) + "\n";
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
