#pragma once

#include <cstdint>
#include <system_error>

namespace pulsarws::platform {

// A TCP socket that children of this process do not inherit, from its birth
// where the system can. -1 with `failed` set where there is none to be had.
std::int64_t new_tcp_socket(bool ipv6, std::error_code& failed) noexcept;

}  // namespace pulsarws::platform
