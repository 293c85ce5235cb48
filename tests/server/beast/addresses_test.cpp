// Which addresses of a host are tried, and how it is called.

#include <string>

#include "attempt.h"
#include "catch.h"
#include "name_server.h"
#include "test_certificates.h"
#include "unanswered_port.h"

namespace pulsarws::testing {
namespace {

// What a head start for one address costs, and a second for a busy machine.
constexpr std::chrono::milliseconds kInTime{1250};

std::string url(const std::string& scheme, const std::string& host,
                const ScriptedServer& server) {
  return scheme + "://" + host + ":" + std::to_string(server.port());
}

// The Host field that the server was sent.
std::string opened_as(Attempt& attempt, const ScriptedServer& server) {
  attempt.request.timeout = kInTime;
  attempt.connect();
  INFO(attempt.told().error.message);
  CHECK(attempt.wait_open());
  auto handshakes = server.record().handshakes;
  return handshakes.empty() ? "" : handshakes.back().headers["host"];
}

}  // namespace

TEST_CASE("An IPv6 address stands in brackets in Host", "[transport][beast]") {
  ScriptedServer::Options options;
  options.ipv6 = true;
  ScriptedServer server({}, options);
  Attempt attempt(url("ws", "[::1]", server));
  CHECK(opened_as(attempt, server) == "[::1]:" + std::to_string(server.port()));
}

TEST_CASE("TLS with an address names no server", "[transport][beast]") {
  TestCertificates certificates;
  for (bool ipv6 : {false, true}) {
    CAPTURE(ipv6);
    ScriptedServer::Options options;
    options.ipv6 = ipv6;
    options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server({}, options);
    const std::string host = ipv6 ? "[::1]" : "127.0.0.1";
    Attempt attempt(url("wss", host, server));
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    CHECK(opened_as(attempt, server) ==
          host + ":" + std::to_string(server.port()));
    CHECK(server.record().server_names == std::vector<std::string>{""});
  }
}

TEST_CASE("A final dot is for name servers alone", "[transport][beast]") {
  FakeHost host("localhost.", {"127.0.0.1"});
  TestCertificates certificates;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(), ""};
  ScriptedServer server({}, options);
  Attempt attempt(url("wss", "localhost.", server));
  attempt.tls.trust_certs_file = certificates.authority().certificate_file;
  CHECK(opened_as(attempt, server) ==
        "localhost:" + std::to_string(server.port()));
  CHECK(server.record().server_names == std::vector<std::string>{"localhost"});
  CHECK(times_asked_for("localhost.") > 0);
}

TEST_CASE("An address that refuses costs nothing", "[transport][beast]") {
  ScriptedServer server({});
  FakeHost host("one-refuses.test", {"127.0.0.9", "127.0.0.1"});
  Attempt attempt(url("ws", "one-refuses.test", server));
  opened_as(attempt, server);
}

TEST_CASE("An address that drops packets costs a head start",
          "[transport][beast]") {
  ScriptedServer server({});
  BlackHole hole(server.port(), 2);
  for (const auto& addresses :
       {std::vector<std::string>{"127.0.0.2", "127.0.0.1"},
        std::vector<std::string>{"127.0.0.2", "127.0.0.9", "127.0.0.1"},
        // Of another family, whose turn is second.
        std::vector<std::string>{"::1", "127.0.0.2", "127.0.0.1"}}) {
    FakeHost host("one-drops.test", addresses);
    Attempt attempt(url("ws", "one-drops.test", server));
    opened_as(attempt, server);
  }
}

TEST_CASE("Where no address answers, the last one that did says why",
          "[transport][beast]") {
  ClosedPort closed;
  FakeHost host("all-refuse.test", {"127.0.0.9", "127.0.0.1"});
  Attempt attempt("ws://all-refuse.test:" + std::to_string(closed.port()));
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kConnect);
  CHECK(error.message.find("refused") != std::string::npos);
}

TEST_CASE("Attempts for one name share its look-up", "[transport][beast]") {
  HangingHost hanging;
  const std::size_t before = times_asked_for(HangingHost::kName);
  auto all = attempts(20, std::string("ws://") + HangingHost::kName + ":8080",
                      [](Attempt& one) {
                        one.request.timeout = std::chrono::milliseconds(300);
                      });
  CHECK(outcomes(all) == "20 PWS_ERR_CONNECT_TIMEOUT");
  CHECK(times_asked_for(HangingHost::kName) == before + 1);
}

}  // namespace pulsarws::testing
