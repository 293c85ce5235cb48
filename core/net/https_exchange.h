#pragma once

#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/net/client_tls.h"
#include "core/net/route.h"

namespace pulsarws {

struct HttpExchange {
  Route route;
  std::shared_ptr<ClientTls> tls;  // null for http://
  std::string target;              // path and query
  std::string user_agent;
  std::string form;  // posted where it is not empty; else a GET
  TimePoint deadline;
  std::chrono::milliseconds timeout{0};  // what the deadline came from
};

struct HttpResponse {
  int status = 0;
  std::string body;
};

// Asks an HTTP server for JSON and waits for the answer, whatever its status,
// until the deadline. An error where there is none. Follows no redirection.
Result<HttpResponse> exchange_http(HttpExchange exchange);

}  // namespace pulsarws
