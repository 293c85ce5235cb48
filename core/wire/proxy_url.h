#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/wire/endpoint_url.h"

namespace pulsarws::wire {

// An HTTP proxy, as in "http://proxy.example:3128".
struct ProxyServer {
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string user;  // empty: none is told
  std::string password;

  std::string host_and_port() const;  // "proxy.example:3128"
};

// Reads "http://host:port", where the scheme may be missing, the port is 80
// where it is, and "user:password@" may stand before the host, percent-encoded.
// Else kInvalidUrl with what is wrong; that never shows the URL.
Result<ProxyServer> parse_proxy_url(std::string_view text);

// Whether a list like that of NO_PROXY names the server: entries separated by
// commas or spaces, each "*", a host, an address, or a domain with or without
// the '.' before it, which stands for the hosts in it too; any but "*" may have
// a port, ":8080".
bool is_named_in(std::string_view no_proxy, const ServiceUrl& server);

}  // namespace pulsarws::wire
