#include <string>

#include "attempt.h"
#include "catch.h"
#include "core/net/failure_sentences.h"
#include "core/transport/cpprest/handshake_question.h"
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

      ServerRecord record = server.record();
      REQUIRE(record.handshakes.size() == 2);
      CHECK(record.handshakes[0].query == "receiverQueueSize=5");
      CHECK(record.handshakes[1].query == "receiverQueueSize=5&pullMode=true");
      CHECK(record.handshakes[1].path == record.handshakes[0].path);
      for (const char* name :
           {"authorization", "user-agent", "upgrade", "host"}) {
        CAPTURE(name);
        CHECK(record.handshakes[1].headers[name] ==
              record.handshakes[0].headers[name]);
      }
    }
  }
}

TEST_CASE("Refused once and accepted when asked why: try again",
          "[transport]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    Script script;
    script.on_handshake = [](const Handshake& handshake) -> Answer {
      if (handshake.connection == 0) return Refuse{503, "Busy"};
      return Accept{};
    };
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(script, options);
    Attempt attempt(server.url());
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    Error error = attempt.connect().outcome();
    CHECK(error.status == Status::kServiceUnavailable);
    CHECK(error.retriable());
    CHECK(holds(error.message, "accepted"));
    REQUIRE(server.wait_until(
        [](const ServerRecord& record) { return record.closes.size() == 1; },
        kSoon));
    CHECK(server.record().closes[0].code == 1000);
  }
}

TEST_CASE("Refused, and silent when asked why: the deadline holds",
          "[transport]") {
  Script script;
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (handshake.connection == 0) return Refuse{401, "No"};
    return Silent{};
  };
  ScriptedServer server(script);
  Attempt attempt(server.url());
  attempt.request.timeout = std::chrono::seconds(4);
  Error error = attempt.connect().outcome();
  CHECK(error.status != Status::kInternal);
  CHECK(error.message.find("refused") != std::string::npos);
}

TEST_CASE("Pulsar's words are found in the body of a refusal", "[transport]") {
  auto page = [](const std::string& title) {
    return "<html><head><title>" + title + "</title></head><body/></html>";
  };
  CHECK(words_of_refusal(401, page("Error 401 Authentication required")) ==
        "Authentication required");
  CHECK(words_of_refusal(
            409, page("Error 409 Failed to create producer/consumer: "
                      "{&quot;errorMsg&quot;:&quot;Exclusive consumer is "
                      "already connected&quot;,&quot;reqId&quot;:1}")) ==
        "Exclusive consumer is already connected");
  CHECK(words_of_refusal(500, page("Error 500 a&#39;b&#x20ac;&lt;")) ==
        "a'b\xE2\x82\xAC<");
  CHECK(words_of_refusal(500, page("&bogus; &#xZZ; &")) == "&bogus; ? &");
  CHECK(words_of_refusal(400, R"({"reason":"no \"such\"\nthing \u00e4"})") ==
        "no \"such\" thing \xC3\xA4");
  CHECK(words_of_refusal(400, "  plain\r\nwords ") == "plain words");
  CHECK(words_of_refusal(400, "bytes \xFF\xC3 end") == "bytes ?? end");
  CHECK(words_of_refusal(502, "<html><body>proxy</body></html>").empty());
  CHECK(words_of_refusal(502, "").empty());
  CHECK(words_of_refusal(500, std::string(100000, 'x')).size() < 600);
  CHECK(words_of_refusal(500, R"({"errorMsg":"cut off)") == "cut off");
}

TEST_CASE("A refusal reads as a sentence", "[transport]") {
  CHECK(refused_upgrade(401, "Unauthorized", "Failed to authenticate",
                        "wss://localhost:9443")
            .message ==
        "401 Unauthorized: Failed to authenticate (wss://localhost:9443)");
  CHECK(refused_upgrade(404, "Not Found", "Not Found", "ws://h:80")
            .message.rfind("404 Not Found (ws://h:80); ", 0) == 0);
  CHECK(refused_upgrade(418, "", "", "ws://h:80").status == Status::kServer);
}

TEST_CASE("Only a consumer's question asks for pull mode", "[transport]") {
  CHECK(harmless_path("/ws/v2/consumer/persistent/a/b/c/sub") ==
        "/ws/v2/consumer/persistent/a/b/c/sub?pullMode=true");
  CHECK(harmless_path("/ws/v2/consumer/persistent/a/b/c/sub?x=1") ==
        "/ws/v2/consumer/persistent/a/b/c/sub?x=1&pullMode=true");
  CHECK(harmless_path("/ws/v3/consumer/sub?pullMode=false&topics=a") ==
        "/ws/v3/consumer/sub?topics=a&pullMode=true");
  CHECK(harmless_path("/ws/v2/producer/persistent/a/consumer/c?x=1") ==
        "/ws/v2/producer/persistent/a/consumer/c?x=1");
  CHECK(harmless_path("/ws/v2/reader/persistent/a/b/c") ==
        "/ws/v2/reader/persistent/a/b/c");
}

}  // namespace pulsarws::testing
