#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// A host and a port as URLs, Host headers and sentences have them; what stands
// in brackets there, an IPv6 address, is kept without them.
namespace pulsarws::wire {

std::string host_in_brackets(std::string_view host);  // "host", "[::1]"

std::string host_and_port(std::string_view host,
                          std::uint16_t port);  // "host:9443", "[::1]:8080"

// What a Host header says: the port where it is not the scheme's own.
std::string host_header(std::string_view host, std::uint16_t port, bool tls);

// Whether it names this machine itself, by "localhost" or by an address. No
// other name does, whatever it resolves to.
bool is_this_machine(std::string_view host);

}  // namespace pulsarws::wire
