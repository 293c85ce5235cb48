#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace pulsarws::wire {

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

}  // namespace pulsarws::wire
