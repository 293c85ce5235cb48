#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pulsarws {

// What keeps a text from being a token that fits into a header, "is empty" for
// instance; nothing where it is one.
std::optional<std::string> token_fault(std::string_view text);

std::string bearer(std::string_view token);

}  // namespace pulsarws
