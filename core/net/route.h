#pragma once

#include <optional>
#include <string>

#include "core/wire/endpoint_url.h"
#include "core/wire/proxy_url.h"

namespace pulsarws {

// A server, and the HTTP proxy on the way to it, if there is one.
struct Route {
  wire::ServiceUrl server;
  std::optional<wire::ProxyServer> proxy;

  bool http = false;  // asked for a document, not for a WebSocket

  // For sentences: "wss://localhost:9443", and the same with its proxy, "...
  // through the proxy proxy:3128".
  std::string server_text() const;
  std::string to_string() const;
};

// "host." is an absolute name to name servers, and "host" to all others.
std::string without_final_dot(const std::string& host);

// Whether a host is written as an IPv4 or IPv6 address.
bool is_address(const std::string& host);

// What stands in the Host field: "[::1]:8080", without the usual port.
std::string host_header(const wire::ServiceUrl& server);

}  // namespace pulsarws
