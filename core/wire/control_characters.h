#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace pulsarws::wire {

// C0 and DEL: what ends a line, a header or a terminal's patience.
constexpr bool is_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

inline bool has_control(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), is_control);
}

// Each of them becomes a blank.
inline std::string without_control(std::string text) {
  std::replace_if(text.begin(), text.end(), is_control, ' ');
  return text;
}

}  // namespace pulsarws::wire
