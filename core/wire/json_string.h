#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pulsarws::wire {

// Writes `text`, which is UTF-8, as a JSON string with its quotes. Only what
// RFC 8259 demands is escaped. Returns the place behind it.
char* write_json_string(char* to, std::string_view text);

void append_json_string(std::string& out, std::string_view text);

// How many characters that is.
std::size_t json_string_size(std::string_view text);

}  // namespace pulsarws::wire
