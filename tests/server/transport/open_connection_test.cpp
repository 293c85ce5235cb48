#include <string>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"

namespace pulsarws::testing {
namespace {

// Sends every text back.
Script echo() {
  Script script;
  script.on_text = [](const SessionPtr& session, const std::string& text) {
    session->send(text);
  };
  return script;
}

}  // namespace

TEST_CASE("A connection opens, carries texts both ways and closes",
          "[transport]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(echo(), options);
    Attempt attempt(server.url());
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    attempt.connect();
    REQUIRE(attempt.wait_open());
    const std::string umlauts = "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";
    const std::string long_one(700000, 'x');
    for (const std::string& text : {std::string("one"), umlauts, long_one}) {
      attempt.send(text);
    }
    REQUIRE(attempt.wait_texts(3));
    CHECK(attempt.told().texts ==
          std::vector<std::string>{"one", umlauts, long_one});
    attempt.transport().close(1000, "done");
    CHECK(attempt.outcome().status == Status::kOk);
    CHECK(in_order(attempt.told()));
    REQUIRE(server.wait_until(
        [](const ServerRecord& record) { return record.closes.size() == 1; },
        kSoon));
    CHECK(server.record().closes[0].code == 1000);
    CHECK(server.record().closes[0].reason == "done");
  }
}

TEST_CASE("The server sees path, headers and user agent as they were given",
          "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url(),
                  "/ws/v2/producer/persistent/public/default/a%2Fb%2fc%20d~"
                  "?token=a%3Db%26c&name=%C3%A4&empty=");
  attempt.request.headers = {{"Authorization", "Bearer e30.e30.c2ln"},
                             {"X-Other", "one, two"}};
  attempt.settings.user_agent = "pulsarws/9.8.7";
  attempt.connect();
  REQUIRE(attempt.wait_open());
  Handshake seen = server.record().handshakes.at(0);
  CHECK(seen.path ==
        "/ws/v2/producer/persistent/public/default/a%2Fb%2fc%20d~");
  CHECK(seen.query == "token=a%3Db%26c&name=%C3%A4&empty=");
  CHECK(seen.headers["authorization"] == "Bearer e30.e30.c2ln");
  CHECK(seen.headers["x-other"] == "one, two");
  CHECK(seen.headers["user-agent"] == "pulsarws/9.8.7");
  CHECK(seen.headers["host"] == "127.0.0.1:" + std::to_string(server.port()));
}

TEST_CASE("A header with a line break is refused before connecting",
          "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.request.headers = {{"Authorization", "Bearer secret\nX-Evil: 1"}};
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kInvalidOptionValue);
  CHECK(error.message.find("secret") == std::string::npos);
  CHECK(server.record().handshakes.empty());
}

TEST_CASE("A peer that pings without end and reads the answers is left alone",
          "[transport]") {
  ScriptedServer server({});
  Attempt attempt(server.url());
  REQUIRE(attempt.connect().wait_open());
  const SessionPtr session = last_session(server, 1);
  // More than may ever wait for a peer that does not read.
  constexpr std::size_t kWaves = 50;
  constexpr std::size_t kPings = 1000;
  for (std::size_t wave = 1; wave <= kWaves; ++wave) {
    for (std::size_t i = 0; i < kPings; ++i) {
      session->ping(std::string(125, 'x'));
    }
    REQUIRE(server.wait_until(
        [&](const ServerRecord& record) {
          return record.pongs >= wave * kPings;
        },
        kSoon));
  }
  CHECK(attempt.told().closed == 0);
  attempt.transport().close(1000, "");
  CHECK(attempt.outcome().status == Status::kOk);
}

}  // namespace pulsarws::testing
