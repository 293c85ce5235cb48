#pragma once

#include <cstdint>
#include <system_error>

namespace pulsarws::platform {

// A TCP socket that children of this process do not inherit, from its birth
// where the system can. -1 with `failed` set where there is none to be had.
std::int64_t new_tcp_socket(bool ipv6, std::error_code& failed) noexcept;

// The same for one that somebody has connected to `listening`, which does not
// block.
std::int64_t accept_tcp(std::int64_t listening,
                        std::error_code& failed) noexcept;

// Whether not one more descriptor is to be had. Of what fails for that, not
// all says so: name servers are then unknown, and certificates not found.
bool is_out_of_descriptors() noexcept;

}  // namespace pulsarws::platform
