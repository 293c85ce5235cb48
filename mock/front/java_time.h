#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pulsarws::mock {

// What Java's ISO_OFFSET_DATE_TIME makes of a text, with its sentences.
struct TimeOutcome {
  std::int64_t epoch_milliseconds = 0;
  std::string refusal;  // empty: it is a time
};

// As Java writes an instant: without zeros at the fraction's end, and without a
// fraction that is nothing.
void append_java_time(std::string& out, std::int64_t epoch_milliseconds);

TimeOutcome parse_java_time(std::string_view text);

}  // namespace pulsarws::mock
