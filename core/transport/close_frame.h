#pragma once

#include <cstdint>
#include <string>

namespace pulsarws {

// The code itself where it may stand in a close frame (RFC 6455, 7.4), else
// 1000.
std::uint16_t sendable_close_code(std::uint16_t code) noexcept;

// What fits in a close frame beside the code, in whole characters.
std::string clipped_close_reason(std::string reason);

}  // namespace pulsarws
