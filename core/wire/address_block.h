#pragma once

#include <string_view>

namespace pulsarws::wire {

// Whether `host` is an address of `block`: "10.0.0.0/8", "fd00::/8", or one
// address in whatever spelling. A name never is.
bool is_in_block(std::string_view host, std::string_view block);

}  // namespace pulsarws::wire
