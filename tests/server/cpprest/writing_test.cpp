#include <chrono>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"

// How cpprestsdk writes and reads, and what follows from it.
namespace pulsarws::testing {
namespace {

// Waits until a task of cpprestsdk's hangs: those that do not are gone before.
bool task_hangs() {
  auto since = std::chrono::steady_clock::now();
  return wait_for(
      [&] {
        auto now = std::chrono::steady_clock::now();
        if (threads_named("pws-task") == 0) since = now;
        return now - since > std::chrono::seconds(3);
      },
      kSoon);
}

}  // namespace

TEST_CASE("Without the ambient scheduler all works the same", "[cpprest]") {
  Script script;
  script.on_text = [](const SessionPtr& session, const std::string& text) {
    session->send(text);
  };
  ScriptedServer server(script);
  Attempt attempt(server.url());
  attempt.settings.ambient_scheduler = false;
  attempt.connect();
  REQUIRE(attempt.wait_open());
  attempt.send("one");
  CHECK(attempt.wait_texts(1));
  attempt.transport().close(1000, "");
  CHECK(attempt.outcome().status == Status::kOk);
}

TEST_CASE("A frame that cannot be written ends the connection", "[cpprest]") {
  ScriptedServer server({});
  Attempt attempt(server.url());
  attempt.connect();
  REQUIRE(attempt.wait_open());
  attempt.send("no UTF-8: \xFF");
  Error error = attempt.outcome();
  CHECK(error.status == Status::kConnectionLost);
  CHECK(error.message.find("could not be written") != std::string::npos);
  CHECK(in_order(attempt.told()));
}

TEST_CASE("A frame beyond 32 MB ends the connection", "[cpprest]") {
  RawServer::Behaviour behaviour;
  behaviour.stage = RawServer::Stage::kUpgraded;
  behaviour.bytes = frame_header(1, 40000000);
  behaviour.after = RawServer::After::kDiscard;
  RawServer server(behaviour);
  Attempt attempt(server.url());
  attempt.request.close_timeout = std::chrono::seconds(1);
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kProtocol);
  CHECK(error.outlook == Outlook::kFinal);
  CHECK(error.close_code == 0);
  CHECK(error.message.find("32000000 bytes") != std::string::npos);
}

TEST_CASE("A writer that hangs shows it and can be left behind", "[cpprest]") {
  // Over TLS cpprestsdk holds its lock for ever after such a close.
  REQUIRE(quiet());
  TestCertificates certificates;
  {
    RawServer::Behaviour behaviour;
    behaviour.stage = RawServer::Stage::kUpgraded;
    behaviour.bytes = close_frame(1001, "Idle");
    behaviour.after = RawServer::After::kSilent;
    RawServer server(over_tls(behaviour, ServerTls{certificates.server(), ""}));
    Attempt attempt(server.url());
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    attempt.connect();
    REQUIRE(attempt.wait_open());
    CHECK(attempt.transport().write_stall().count() == 0);
    REQUIRE(task_hangs());
    attempt.send("into the void");
    REQUIRE(wait_for(
        [&] { return attempt.transport().write_stall().count() > 200; },
        kSoon));
    CHECK(attempt.told().closed == 0);
    attempt.transport().abandon(Error(Status::kConnectionLost, "stuck"));
    CHECK(attempt.outcome().message == "stuck");
    CHECK(in_order(attempt.told()));
    CHECK(parked_connections() == 1);
  }
  CHECK(quiet());
}

TEST_CASE("A close goes out behind the answer to a ping", "[cpprest]") {
  ScriptedServer server(Script{});
  Attempt attempt(server.url());
  REQUIRE(attempt.connect().wait_open());
  attempt.send("last");
  attempt.transport().close(1000, "done");
  CHECK(attempt.outcome().status == Status::kOk);
  REQUIRE(server.wait_until(
      [](const ServerRecord& record) { return record.closes.size() == 1; },
      kSoon));
  const ServerRecord record = server.record();
  CHECK(record.pings == 1);
  REQUIRE(record.texts.size() == 1);
  CHECK(record.closes[0].code == 1000);
  CHECK(record.closes[0].reason == "done");
}

TEST_CASE("An upgrade that takes over 5 s is named as such", "[cpprest]") {
  ScriptedServer server(always(Silent{}));
  Attempt attempt(server.url());
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kConnectTimeout);
  CHECK(error.message.find("5 s") != std::string::npos);
}

}  // namespace pulsarws::testing
