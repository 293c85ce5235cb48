#pragma once

#include <string_view>

namespace pulsarws {

inline bool begins_with(std::string_view text,
                        std::string_view start) noexcept {
  return text.substr(0, start.size()) == start;
}

}  // namespace pulsarws
