#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pulsarws::mock {

// What Jetty says of a text that is not UTF-8; nothing of one that is.
std::optional<std::string> utf8_breach(std::string_view text);

}  // namespace pulsarws::mock
