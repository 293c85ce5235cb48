#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pulsarws::wire {

// Appends `text`, which is UTF-8, as a JSON string with its quotes. Only what
// RFC 8259 demands is escaped.
void append_json_string(std::string& out, std::string_view text);

// How many characters that appends.
std::size_t json_string_size(std::string_view text);

}  // namespace pulsarws::wire
