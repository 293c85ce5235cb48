#include "core/auth/https_request.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "core/wire/endpoint_url.h"

namespace pulsarws {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

}  // namespace

std::string HttpUrl::to_string() const {
  std::string text = tls ? "https://" : "http://";
  text += host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text + target.substr(0, target.find('?'));
}

Result<HttpUrl> parse_http_url(std::string_view text) {
  Error not_https(Status::kCredentials, "is not a URL like https://host/path");
  const bool tls = starts_with(text, "https://");
  if (!tls && !starts_with(text, "http://")) return not_https;
  bool visible = std::all_of(text.begin(), text.end(),
                             [](char c) { return c > 0x20 && c < 0x7f; });
  if (!visible) return not_https;
  std::string_view rest = text.substr(tls ? 8 : 7);
  rest = rest.substr(0, rest.find('#'));
  std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  // The same rules as for Pulsar's own URLs hold for host and port.
  auto server = wire::parse_service_url((tls ? "wss://" : "ws://") +
                                        std::string(rest.substr(0, end)));
  if (!server) return not_https;
  if (!tls && !is_this_machine(server->host)) {
    return Error(Status::kCredentials,
                 "is an http URL, over which anybody could read the secret; "
                 "use https");
  }
  HttpUrl url;
  url.tls = tls;
  url.host = server->host;
  url.port = server->port;
  url.target = rest.substr(end);
  if (url.target.empty() || url.target[0] != '/') url.target.insert(0, "/");
  return url;
}

Result<HttpResponse> send_request(const HttpRequest& request,
                                  TimePoint deadline) {
  const std::string who =
      request.server_name + " (" + request.url.to_string() + ")";
  HttpExchange exchange;
  exchange.route.http = true;
  exchange.route.server.tls = request.url.tls;
  exchange.route.server.host = request.url.host;
  exchange.route.server.port = request.url.port;
  exchange.target = request.url.target;
  exchange.user_agent = "pulsarws/" PULSARWS_VERSION;
  exchange.form = request.form;
  exchange.deadline = deadline;
  if (request.url.tls) {
    TlsSettings tls;
    tls.trust_certs_file = request.trust_certs_file;
    tls.names.trust_certs_file = "oauth2TrustCertsFilePath";
    tls.names.verify_hostname = nullptr;
    exchange.tls = std::make_shared<ClientTls>(std::move(tls));
  }
  try {
    auto response = exchange_http(std::move(exchange));
    if (response) return response;
    if (response.error().status == Status::kConnectTimeout) {
      return Error(Status::kCredentials,
                   who + " has not answered in time (connectTimeout)");
    }
    return Error(Status::kCredentials, who + ": " + response.error().message);
  } catch (const std::exception& failed) {
    return Error(Status::kCredentials,
                 "no answer from " + who + ": " + failed.what());
  }
}

}  // namespace pulsarws
