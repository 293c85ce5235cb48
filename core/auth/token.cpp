#include "core/auth/token.h"

#include <algorithm>

namespace pulsarws {

std::optional<std::string> token_fault(std::string_view text) {
  if (text.empty()) return "is empty";
  bool visible = std::all_of(text.begin(), text.end(),
                             [](char c) { return c > 0x20 && c < 0x7f; });
  if (visible) return std::nullopt;
  return "holds a blank, a line end or another character that no token has";
}

std::string bearer(std::string_view token) {
  return "Bearer " + std::string(token);
}

}  // namespace pulsarws
