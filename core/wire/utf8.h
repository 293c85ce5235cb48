#pragma once

#include <string_view>

namespace pulsarws::wire {

// Whether the text is valid UTF-8. Not looked at on the thread that ends the
// process, where it is said to be: nothing goes out any more.
bool is_utf8(std::string_view text) noexcept;

}  // namespace pulsarws::wire
