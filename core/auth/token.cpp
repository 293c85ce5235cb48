#include "core/auth/token.h"

#include <algorithm>

namespace pulsarws {

std::optional<std::string> token_fault(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    return "begins with a byte order mark (UTF-8 BOM), which does not belong "
           "to "
           "the token: save it without";
  }
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
    return "is UTF-16 with a byte order mark: save it as plain text (ASCII)";
  }
  bool visible = std::all_of(text.begin(), text.end(),
                             [](char c) { return c > 0x20 && c < 0x7f; });
  if (visible) return std::nullopt;
  return "holds a blank, a line end or another character that no token has";
}

std::string bearer(std::string_view token) {
  return "Bearer " + std::string(token);
}

}  // namespace pulsarws
