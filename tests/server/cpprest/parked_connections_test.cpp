#include <chrono>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "child_process.h"
#include "raw_server.h"
#include "resource_baseline.h"
#include "test_certificates.h"

// What cpprestsdk cannot release is left behind, in bounds.
namespace pulsarws::testing {

TEST_CASE("What is silent, or hangs in closing, is parked", "[cpprest]") {
  TestCertificates certificates;
  RawServer silent(RawServer::silent());
  Attempt opening("wss://127.0.0.1:" + std::to_string(silent.port()));
  opening.request.timeout = std::chrono::milliseconds(300);
  CHECK(opening.connect().outcome().status == Status::kConnectTimeout);
  CHECK(parked_connections() == 1);

  RawServer upgraded(over_tls(RawServer::silent_upgraded(),
                              ServerTls{certificates.server(), ""}));
  Attempt closing(upgraded.url());
  closing.tls.allow_insecure = true;
  closing.request.close_timeout = std::chrono::milliseconds(200);
  REQUIRE(closing.connect().wait_open());
  closing.transport().close(1000, "");
  CHECK(closing.outcome().status == Status::kOk);
  CHECK(parked_connections() == 2);
}

TEST_CASE("child: 20 attempts at a silent wss server", "[.child][cpprest]") {
  REQUIRE(quiet());
  const std::size_t before = process_threads();
  auto storm = attempts(20, server_of_child(), [](Attempt& attempt) {
    attempt.request.timeout = std::chrono::seconds(1);
  });
  CHECK(outcomes(storm) ==
        "12 PWS_ERR_CONNECTIONS_STUCK, 8 PWS_ERR_CONNECT_TIMEOUT");
  CHECK(parked_connections() == 8);
  // For each: ours, cpprestsdk's, its resolver's and the task that waits.
  CHECK(process_threads() <= before + 8 * 4);
  storm.clear();
  say_done();
}

TEST_CASE("A process with parked attempts ends", "[cpprest]") {
  RawServer silent(RawServer::silent());
  run_in_child("child: 20 attempts at a silent wss server",
               "wss://127.0.0.1:" + std::to_string(silent.port()));
}

TEST_CASE("A storm against a silent server is bounded and passes",
          "[cpprest][storm]") {
  for (const char* scheme : {"ws", "wss"}) {
    CAPTURE(scheme);
    ResourceBaseline baseline;
    {
      RawServer silent(RawServer::silent());
      auto storm = attempts(
          50,
          std::string(scheme) + "://127.0.0.1:" + std::to_string(silent.port()),
          [](Attempt& attempt) {
            attempt.request.timeout = std::chrono::milliseconds(500);
          });
      CHECK(outcomes(storm) ==
            "42 PWS_ERR_CONNECTIONS_STUCK, 8 PWS_ERR_CONNECT_TIMEOUT");
      CHECK(parked_connections() == 8);
      // Ours, and the two that cpprestsdk starts, which inherit the name.
      CHECK(threads_named("pws-connection") <= 8 * 3);
      for (const auto& attempt : storm) {
        Error error = attempt->outcome();
        if (error.status != Status::kConnectionsStuck) continue;
        CHECK(error.message.find("maxParkedConnections") != std::string::npos);
        CHECK(error.retriable());
      }
    }
    baseline.check();
  }
}

}  // namespace pulsarws::testing
