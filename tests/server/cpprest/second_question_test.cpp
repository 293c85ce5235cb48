#include <chrono>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "core/transport/cpprest/handshake_question.h"
#include "scripted_proxy.h"
#include "scripted_server.h"
#include "test_certificates.h"

// cpprestsdk does not say why an upgrade was refused: it is asked for again.
namespace pulsarws::testing {

TEST_CASE("A refused upgrade is asked for again as it was, in pull mode",
          "[cpprest]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(always(Refuse{403, "No"}), options);
    Attempt attempt(server.url(),
                    "/ws/v2/consumer/persistent/public/default/test/sub"
                    "?receiverQueueSize=5");
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    attempt.request.headers = {{"Authorization", "Bearer secret"}};
    CHECK(attempt.connect().outcome().status == Status::kAuthorization);
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

TEST_CASE("It is asked for again through the same proxy", "[cpprest][proxy]") {
  ScriptedServer server(always(Refuse{403, "Not you"}));
  ScriptedProxy::Behaviour behaviour;
  behaviour.server_port = server.port();
  ScriptedProxy proxy(behaviour);
  Attempt attempt("ws://pulsar.invalid");
  attempt.request.route.proxy.emplace();
  attempt.request.route.proxy->host = "127.0.0.1";
  attempt.request.route.proxy->port = proxy.port();
  CHECK(attempt.connect().outcome().http_status == 403);
  CHECK(proxy.record().tunnels == 2);
}

TEST_CASE("Refused once and accepted when asked why: try again", "[cpprest]") {
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
    CHECK(error.message.find("accepted") != std::string::npos);
    REQUIRE(server.wait_until(
        [](const ServerRecord& record) { return record.closes.size() == 1; },
        kSoon));
    CHECK(server.record().closes[0].code == 1000);
  }
}

TEST_CASE("Refused, and silent when asked why: the deadline holds",
          "[cpprest]") {
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

TEST_CASE("Only a consumer's question asks for pull mode", "[cpprest]") {
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
