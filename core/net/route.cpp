#include "core/net/route.h"

#include <boost/asio/ip/address.hpp>

#include "core/wire/authority.h"

namespace pulsarws {

std::string Route::server_text() const {
  if (!http) return server.to_string();
  return (server.tls ? "https://" : "http://") +
         wire::host_and_port(server.host, server.port);
}

std::string Route::to_string() const {
  return server_text() +
         (proxy ? " through the proxy " + proxy->host_and_port() : "");
}

std::string without_final_dot(const std::string& host) {
  const bool dot = host.size() > 1 && host.back() == '.';
  return dot ? host.substr(0, host.size() - 1) : host;
}

bool is_address(const std::string& host) {
  boost::system::error_code failed;
  boost::asio::ip::make_address(host, failed);
  return !failed;
}

std::string host_header(const wire::ServiceUrl& server) {
  return wire::host_header(without_final_dot(server.host), server.port,
                           server.tls);
}

}  // namespace pulsarws
