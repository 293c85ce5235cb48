#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "core/observation/log_entry.h"

namespace pulsarws {

// What a line is about, beside the component that speaks.
struct LogSubject {
  std::string topic;             // empty: no topic
  std::uint64_t connection = 0;  // its number within its handle; 0: none
  std::string handle;            // its name, or "#" and its number
};

// One line "lib=pulsarws time=... level=... component=... message=..." without
// its end: a field's value is a word, or a JSON string where it is none.
std::string log_line(const LogEntry& entry);

// Where a client's log goes: standard error, as long as no sink is set.
class Log {
 public:
  using Sink = std::function<void(LogEntry)>;

  explicit Log(LogLevel level) : level_(level) {}

  bool wants(LogLevel level) const noexcept { return level <= level_; }

  // `component` is static. Costs nothing at a level that is not wanted, if the
  // caller asks wants() before it makes the message.
  void write(LogLevel level, const char* component, std::string message,
             LogSubject subject = {}) noexcept;

  // Called by any thread, one at a time, without locks that matter.
  void set_sink(Sink sink);

 private:
  const LogLevel level_;
  std::mutex mutex_;
  Sink sink_;
};

}  // namespace pulsarws
