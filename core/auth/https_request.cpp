#include "core/auth/https_request.h"

#include <exception>
#include <memory>
#include <utility>

namespace pulsarws {
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
