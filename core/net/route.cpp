#include "core/net/route.h"

#include <boost/asio/ip/address.hpp>

namespace pulsarws {

std::string Route::server_text() const {
  if (!http) return server.to_string();
  return (server.tls ? "https://" : "http://") + server.host_and_port();
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
  wire::ServiceUrl shown = server;
  shown.host = without_final_dot(server.host);
  std::string text = shown.host_and_port();
  const bool usual = server.port == (server.tls ? 443 : 80);
  return usual ? text.substr(0, text.rfind(':')) : text;
}

}  // namespace pulsarws
