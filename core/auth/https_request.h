#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/net/https_exchange.h"

namespace pulsarws {

// "https://host:443/path?query". No user, and no fragment.
struct HttpUrl {
  bool tls = true;
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string target;  // path and query, "/" at least

  std::string to_string() const;  // without the query
};

// Reads https URLs, and http ones to this machine itself (localhost, 127.0.0.1,
// [::1]): between others somebody could read along. kCredentials otherwise; the
// sentence, "is not ...", does not show the text.
Result<HttpUrl> parse_http_url(std::string_view text);

struct HttpRequest {
  HttpUrl url;
  std::string form;              // posted where it is not empty; else a GET
  std::string trust_certs_file;  // PEM; empty: the system's
  std::string server_name;       // in sentences, "the OAuth2 server"
};

// Asks and waits for the answer, whatever its status, until `deadline`.
// kCredentials where there is none.
// Follows no redirection.
Result<HttpResponse> send_request(const HttpRequest& request,
                                  TimePoint deadline);

}  // namespace pulsarws
