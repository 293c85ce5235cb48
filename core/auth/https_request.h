#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/net/https_exchange.h"
#include "core/wire/http_url.h"

namespace pulsarws {

struct HttpRequest {
  wire::HttpUrl url;
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
