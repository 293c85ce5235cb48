#include "core/wire/http_url.h"

#include <algorithm>

#include "core/wire/authority.h"
#include "core/wire/endpoint_url.h"

namespace pulsarws::wire {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace

std::string HttpUrl::to_string() const {
  return (tls ? "https://" : "http://") + host_header(host, port, tls) +
         target.substr(0, target.find('?'));
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
  auto server = parse_service_url((tls ? "wss://" : "ws://") +
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

}  // namespace pulsarws::wire
