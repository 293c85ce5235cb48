#include <string>

#include "attempt.h"
#include "catch.h"
#include "scripted_server.h"
#include "test_certificates.h"

namespace pulsarws::testing {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kConsumer =
    "/ws/v2/consumer/persistent/public/default/test/sub?receiverQueueSize=5";

}  // namespace

TEST_CASE("A refused upgrade tells status and words, over ws and wss",
          "[transport]") {
  const std::pair<int, Status> kExpected[] = {
      {400, Status::kBadRequest},
      {401, Status::kAuthentication},
      {403, Status::kAuthorization},
      {404, Status::kNotFound},
      {409, Status::kConflict},
      {429, Status::kTooManyRequests},
      {500, Status::kServer},
      {502, Status::kServer},
      {503, Status::kServiceUnavailable},
      {504, Status::kServer},
  };
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    for (auto [http_status, status] : kExpected) {
      CAPTURE(tls, http_status);
      ScriptedServer::Options options;
      if (tls) options.tls = ServerTls{certificates.server(), ""};
      ScriptedServer server(
          always(Refuse{http_status, R"(Failed: {"errorMsg":"a <b> & \"c\"",)"
                                     R"("reqId":7})"}),
          options);
      Attempt attempt(server.url(), kConsumer);
      attempt.tls.trust_certs_file = certificates.authority().certificate_file;
      attempt.request.headers = {{"Authorization", "Bearer secret"}};
      Error error = attempt.connect().outcome();
      CHECK(error.status == status);
      CHECK(error.http_status == http_status);
      CHECK(holds(error.message, std::to_string(http_status) + " "));
      CHECK(holds(error.message, R"(: a <b> & "c" ()" + server.url() + ")"));
      CHECK_FALSE(holds(error.message, "secret"));
      CHECK(in_order(attempt.told()));
    }
  }
}

}  // namespace pulsarws::testing
