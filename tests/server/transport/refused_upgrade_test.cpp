#include <string>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"

namespace pulsarws::testing {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kConsumer =
    "/ws/v2/consumer/persistent/public/default/test/sub?receiverQueueSize=5";

// What comes of a server that answers the request with these bytes.
Error answered_with(std::string bytes,
                    RawServer::After after = RawServer::After::kClose) {
  RawServer server(RawServer::Behaviour{RawServer::Stage::kRequested,
                                        std::move(bytes), after});
  return Attempt(server.url()).connect().outcome();
}

std::string answer(const std::string& status_line,
                   const std::string& fields = "") {
  return "HTTP/1.1 " + status_line + "\r\n" + fields +
         "Content-Length: 0\r\n\r\n";
}

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

TEST_CASE("A redirect names where it leads to, and is not to be repeated",
          "[transport]") {
  for (int status : {301, 302, 303, 307, 308}) {
    CAPTURE(status);
    Error error =
        answered_with(answer(std::to_string(status) + " Moved",
                             "Location: https://elsewhere.example/ws\r\n"));
    INFO(error.message);
    CHECK(error.status == Status::kServer);
    CHECK(error.http_status == status);
    CHECK(holds(error.message, "to https://elsewhere.example/ws ("));
    CHECK_FALSE(error.retriable());
  }
}

TEST_CASE("A plain web server is told as no WebSocket service", "[transport]") {
  for (const char* line :
       {"200 OK", "204 No Content", "426 Upgrade Required"}) {
    CAPTURE(line);
    Error error = answered_with(answer(line));
    INFO(error.message);
    CHECK(error.status == Status::kProtocol);
    CHECK(holds(error.message, std::string("HTTP ") + line));
    CHECK(holds(error.message, "it is no WebSocket service, or a proxy"));
    CHECK(error.http_status == std::stoi(line));
    CHECK_FALSE(error.retriable());
  }
}

TEST_CASE("A wrong or missing Sec-WebSocket-Accept is no WebSocket service",
          "[transport]") {
  for (const char* accept :
       {"", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"}) {
    CAPTURE(accept);
    Error error = answered_with(
        std::string("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket"
                    "\r\nConnection: Upgrade\r\n") +
            accept + "\r\n",
        RawServer::After::kSilent);
    INFO(error.message);
    CHECK(error.status == Status::kProtocol);
    CHECK(holds(error.message, "without the proof of having read the key"));
    CHECK(holds(error.message, "it is no WebSocket service, or a proxy"));
    CHECK_FALSE(error.retriable());
  }
}

TEST_CASE("What waiting does not help is not called retriable", "[transport]") {
  struct Row {
    const char* line;
    Status status;
    const char* advice;
    bool retriable;
  };
  const Row rows[] = {
      {"414 URI Too Long", Status::kBadRequest, "httpMaxRequestHeaderSize",
       false},
      {"431 Request Header Fields Too Large", Status::kBadRequest,
       "shorter token", false},
      {"405 Method Not Allowed", Status::kServer, "", false},
      {"407 Proxy Authentication Required", Status::kServer, "", false},
      {"410 Gone", Status::kServer, "", false},
      {"501 Not Implemented", Status::kServer, "", false},
      {"408 Request Timeout", Status::kServer, "", true},
      {"425 Too Early", Status::kServer, "", true},
      {"500 Server Error", Status::kServer, "", true},
      {"502 Bad Gateway", Status::kServer, "", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    Error error = answered_with(answer(row.line));
    INFO(error.message);
    CHECK(error.status == row.status);
    CHECK(error.http_status == std::stoi(row.line));
    CHECK(holds(error.message, row.advice));
    CHECK(error.retriable() == row.retriable);
  }
}

TEST_CASE("What Pulsar says for good is told with its own advice",
          "[transport]") {
  const std::pair<int, std::pair<const char*, const char*>> rows[] = {
      {409,
       {"org.apache.pulsar.broker.service.schema.exceptions."
        "IncompatibleSchemaException: Producers cannot connect or send message "
        "without a schema to topics with a schemawhen SchemaValidationEnforced "
        "is enabled",
        "schemaValidationEnforced"}},
      {503,
       {"org.apache.pulsar.broker.service.BrokerServiceException$"
        "TopicTerminatedException: Topic was already terminated",
        "takes no more messages"}},
  };
  for (const auto& [status, texts] : rows) {
    ScriptedServer server(always(
        Refuse{status, std::string("Failed to create producer/consumer: "
                                   "{\"errorMsg\":\"") +
                           texts.first + R"(","reqId":1992034501952523140})"}));
    Error error = Attempt(server.url()).connect().outcome();
    INFO(error.message);
    CHECK(error.http_status == status);
    CHECK(holds(error.message, texts.second));
    CHECK_FALSE(error.retriable());
    CHECK(error.outlook == Outlook::kFinal);
  }
}

TEST_CASE("A body that stalls does not hide its status", "[transport]") {
  Error error = answered_with(
      "HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\n<html>",
      RawServer::After::kSilent);
  INFO(error.message);
  CHECK(error.status == Status::kAuthorization);
  CHECK(error.http_status == 403);
}

TEST_CASE("A body that is encoded is not shown", "[transport]") {
  Error error = answered_with(
      "HTTP/1.1 500 Server Error\r\nContent-Encoding: gzip\r\n"
      "Content-Length: 6\r\n\r\n\x1f\x8b<abc");
  INFO(error.message);
  CHECK(error.http_status == 500);
  CHECK_FALSE(holds(error.message, "abc"));
}

TEST_CASE("An interim answer before the upgrade is skipped, or told",
          "[transport]") {
  for (const char* line : {"100 Continue", "103 Early Hints"}) {
    CAPTURE(line);
    RawServer::Behaviour behaviour = RawServer::silent_upgraded();
    behaviour.before_upgrade = std::string("HTTP/1.1 ") + line + "\r\n\r\n";
    RawServer server(behaviour);
    Attempt attempt(server.url());
    attempt.connect();
    if (transport_under_test() == "beast") {
      CHECK(attempt.wait_open());
      continue;
    }
    Error error = attempt.outcome();
    INFO(error.message);
    CHECK(error.status == Status::kNotSupported);
    CHECK(holds(error.message, "transport=beast"));
  }
}

TEST_CASE("A server that never answers is told as one that may be busy with it",
          "[transport]") {
  ScriptedServer server(always(Silent{}));
  Attempt attempt(server.url());
  // cpprestsdk waits for 5 s, whatever it is told.
  const bool slow = transport_under_test() == "cpprest";
  attempt.request.timeout = std::chrono::milliseconds(slow ? 9000 : 300);
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kConnectTimeout);
  CHECK(error.outlook == Outlook::kSlow);
}

}  // namespace pulsarws::testing
