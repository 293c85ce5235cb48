#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace pulsarws::wire {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// HTTP's names of header fields have no case.
bool same_header_name(std::string_view a, std::string_view b) noexcept;

// Reads "Name: value" entries, separated by line ends or, in a text that has
// none, by ';'. Empty entries are passed over, blanks around names and values
// dropped. kInvalidOptionValue where one is no header field, or is one that the
// handshake makes itself; the sentence shows no value.
Result<HeaderFields> parse_header_fields(std::string_view text);

}  // namespace pulsarws::wire
