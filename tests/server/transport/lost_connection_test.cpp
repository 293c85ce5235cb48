#include <optional>
#include <string>
#include <thread>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

RawServer::Behaviour upgraded_then(std::string bytes, RawServer::After after) {
  RawServer::Behaviour behaviour;
  behaviour.stage = RawServer::Stage::kUpgraded;
  behaviour.bytes = std::move(bytes);
  behaviour.after = after;
  return behaviour;
}

}  // namespace

TEST_CASE("A close frame's code and reason are told", "[transport]") {
  const std::pair<std::uint16_t, const char*> kCloses[] = {
      {1000, "the server closed"}, {1001, "ping"}, {1008, "code 1008"},
      {1009, "maxFrameSize"},      {1011, "log"},  {4321, "code 4321"},
  };
  ScriptedServer server({});
  std::size_t opened = 0;
  for (auto [code, part] : kCloses) {
    CAPTURE(code);
    Attempt attempt(server.url());
    attempt.connect();
    REQUIRE(attempt.wait_open());
    last_session(server, ++opened)->close(code, "because");
    Error error = attempt.outcome();
    CHECK(error.status == Status::kConnectionLost);
    CHECK(error.retriable());
    CHECK(error.close_code == code);
    CHECK(error.message.find("because") != std::string::npos);
    CHECK(error.message.find(part) != std::string::npos);
    CHECK(in_order(attempt.told()));
  }
}

TEST_CASE("A connection that breaks off is lost", "[transport]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    std::optional<ServerTls> identity;
    if (tls) identity = ServerTls{certificates.server(), ""};
    auto check_lost = [&](Attempt& attempt) {
      Error error = attempt.outcome();
      CAPTURE(error.message);
      CHECK(error.status == Status::kConnectionLost);
      CHECK(error.close_code == 0);
      CHECK(in_order(attempt.told()));
    };
    auto attempt_at = [&](const std::string& url) {
      Attempt attempt(url);
      attempt.tls.trust_certs_file = certificates.authority().certificate_file;
      attempt.connect();
      return attempt;
    };
    {
      RawServer::Behaviour behaviour =
          upgraded_then("", RawServer::After::kClose);
      behaviour.tls = identity;
      RawServer closing(behaviour);
      Attempt attempt = attempt_at(closing.url());
      check_lost(attempt);
    }
    {
      ScriptedServer::Options options;
      options.tls = identity;
      ScriptedServer server({}, options);
      Attempt attempt = attempt_at(server.url());
      REQUIRE(attempt.wait_open());
      last_session(server, 1)->drop();
      check_lost(attempt);
    }
  }
}

TEST_CASE("Garbage instead of frames ends the connection", "[transport]") {
  for (auto after : {RawServer::After::kSilent, RawServer::After::kClose}) {
    RawServer::Behaviour behaviour = RawServer::garbage_frames();
    behaviour.after = after;
    RawServer server(behaviour);
    Attempt attempt(server.url());
    Error error = attempt.connect().outcome();
    CHECK(error.status == Status::kProtocol);
    CHECK(in_order(attempt.told()));
    CHECK(quiet());
  }
}

TEST_CASE("A binary frame is not Pulsar's", "[transport]") {
  ScriptedServer server({});
  Attempt attempt(server.url());
  attempt.connect();
  REQUIRE(attempt.wait_open());
  last_session(server, 1)->send_binary("\x01\x02");
  Error error = attempt.outcome();
  CHECK(error.status == Status::kProtocol);
  CHECK(in_order(attempt.told()));
  REQUIRE(server.wait_until(
      [](const ServerRecord& record) { return record.closes.size() == 1; },
      kSoon));
  CHECK(server.record().closes[0].code == 1003);
}

TEST_CASE("close() ends at its deadline when the server does not answer",
          "[transport]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    RawServer::Behaviour behaviour = RawServer::silent_upgraded();
    if (tls) {
      behaviour = over_tls(behaviour, ServerTls{certificates.server(), ""});
    }
    RawServer server(behaviour);
    Attempt attempt(server.url());
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    attempt.request.close_timeout = std::chrono::milliseconds(200);
    attempt.connect();
    REQUIRE(attempt.wait_open());
    attempt.transport().close(1000, "");
    CHECK(attempt.outcome().status == Status::kOk);
    CHECK(in_order(attempt.told()));
  }
  CHECK(quiet());
}

TEST_CASE("abandon() ends at once, also with a server that does not answer",
          "[transport]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    RawServer::Behaviour behaviour = RawServer::silent_upgraded();
    if (tls) {
      behaviour = over_tls(behaviour, ServerTls{certificates.server(), ""});
    }
    RawServer server(behaviour);
    Attempt attempt(server.url());
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    attempt.connect();
    REQUIRE(attempt.wait_open());
    attempt.transport().abandon(Error(Status::kTimeout, "no pong"));
    CHECK(attempt.outcome().message == "no pong");
    attempt.transport().abandon(Error(Status::kTimeout, "again"));
    attempt.transport().close(1000, "");
    attempt.transport().notify();
    attempt.transport().ping();
    CHECK(in_order(attempt.told()));
  }
  CHECK(quiet());
}

TEST_CASE("A close frame with TCP kept open is a lost connection over ws",
          "[transport]") {
  RawServer server(RawServer::unfinished_close(1001, "Idle timeout expired"));
  Attempt attempt(server.url());
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kConnectionLost);
  CHECK(in_order(attempt.told()));
}

TEST_CASE("A close and the server's end at the same moment",
          "[transport][storm]") {
  // websocketpp heard of it twice, and cpprestsdk ended the process, now and
  // then: this many times are enough to see it.
  ScriptedServer server(Script{});
  for (int i = 0; i < 200; ++i) {
    auto both = attempts(4, server.url());
    for (const auto& one : both) REQUIRE(one->wait_open());
    std::thread closing([&both] {
      for (const auto& one : both) one->transport().close(1000, "");
    });
    server.drop_all();
    closing.join();
    for (const auto& one : both) REQUIRE(one->wait_closed());
  }
}

}  // namespace pulsarws::testing
