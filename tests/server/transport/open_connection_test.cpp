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

TEST_CASE("Without the ambient scheduler all works the same", "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.settings.ambient_scheduler = false;
  attempt.connect();
  REQUIRE(attempt.wait_open());
  attempt.send("one");
  CHECK(attempt.wait_texts(1));
  attempt.transport().close(1000, "");
  CHECK(attempt.outcome().status == Status::kOk);
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

TEST_CASE("Texts sent with the upgrade come after open and in order",
          "[transport]") {
  Script script;
  script.on_open = [](const SessionPtr& session) {
    for (int i = 0; i < 100; ++i) session->send(std::to_string(i));
  };
  ScriptedServer server(script);
  for (int round = 0; round < 30; ++round) {
    Attempt attempt(server.url());
    attempt.connect();
    REQUIRE(attempt.wait_texts(100));
    attempt.transport().close(1000, "");
    REQUIRE(attempt.outcome().status == Status::kOk);
    Told told = attempt.told();
    REQUIRE(in_order(told));
    for (std::size_t i = 0; i < 100; ++i) {
      REQUIRE(told.texts[i] == std::to_string(i));
    }
  }
}

TEST_CASE("Frames queued before the connection opens are written when it does",
          "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.listener().queue("early");
  attempt.connect();
  attempt.transport().notify();
  REQUIRE(attempt.wait_texts(1));
  CHECK(attempt.told().texts[0] == "early");
}

TEST_CASE("Pulls go on as long as the owner has more, and before a close",
          "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.connect();
  REQUIRE(attempt.wait_open());
  for (int i = 0; i < 100; ++i) {
    attempt.listener().queue(std::to_string(i), 7);
  }
  attempt.transport().notify();
  attempt.transport().close(1000, "");
  CHECK(attempt.outcome().status == Status::kOk);
  REQUIRE(server.wait_until(
      [](const ServerRecord& record) { return record.closes.size() == 1; },
      kSoon));
  ServerRecord record = server.record();
  REQUIRE(record.texts.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(record.texts[i].text == std::to_string(i));
  }
}

TEST_CASE("Pings are sent and answers told", "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.connect();
  REQUIRE(attempt.wait_open());
  attempt.transport().ping();
  REQUIRE(attempt.listener().told().wait_until(
      [](const Told& told) { return told.alive == 1; }, kSoon));
  CHECK(server.record().pings == 1);
  last_session(server, 1)->ping("hello");
  CHECK(attempt.listener().told().wait_until(
      [](const Told& told) { return told.alive == 2; }, kSoon));
  CHECK(server.wait_until(
      [](const ServerRecord& record) { return record.pongs == 1; }, kSoon));
}

TEST_CASE("The owner may call its transport inside a callback", "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.listener().also_on_text = [&](std::string_view text) {
    attempt.listener().queue("again");
    attempt.transport().notify();
    attempt.transport().ping();
    if (text == "again") attempt.transport().close(1000, "inside");
  };
  attempt.connect();
  REQUIRE(attempt.wait_open());
  attempt.send("first");
  CHECK(attempt.outcome().status == Status::kOk);
  CHECK(in_order(attempt.told()));
}

TEST_CASE("A connection whose owner lets go of it closes", "[transport]") {
  ScriptedServer server(echo());
  Attempt attempt(server.url());
  attempt.connect();
  REQUIRE(attempt.wait_open());
  attempt.give_up_transport().reset();
  CHECK(attempt.outcome().status == Status::kClosed);
  CHECK(in_order(attempt.told()));
  CHECK(server.wait_until(
      [](const ServerRecord& record) { return record.open_now() == 0; },
      kSoon));
}

}  // namespace pulsarws::testing
