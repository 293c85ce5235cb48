#include <openssl/ssl.h>

#include <string>
#include <utility>

#include "attempt.h"
#include "catch.h"
#include "child_process.h"
#include "raw_server.h"
#include "test_certificates.h"

namespace pulsarws::testing {

TEST_CASE("child: connections open and stuck in closing", "[.child]") {
  auto open = attempts(4, server_of_child(), [](Attempt& attempt) {
    attempt.request.close_timeout = std::chrono::milliseconds(200);
    attempt.tls.allow_insecure = true;
  });
  for (const auto& one : open) REQUIRE(one->wait_open());
  for (int i = 0; i < 3; ++i) open[i]->transport().close(1000, "");
  for (int i = 0; i < 3; ++i) CHECK(open[i]->outcome().status == Status::kOk);
  if (transport_under_test() == "cpprest") CHECK(parked_connections() == 3);
  // Destroyed at exit, as a program's static objects are.
  static auto kept = std::move(open);
  say_done();
}

TEST_CASE("A process with an open and with stuck connections ends",
          "[transport]") {
  TestCertificates certificates;
  RawServer silent(over_tls(RawServer::silent_upgraded(),
                            ServerTls{certificates.server(), ""}));
  run_in_child("child: connections open and stuck in closing", silent.url());
}

TEST_CASE("child: exit while connections read certificates", "[.child]") {
  // As a host that uses OpenSSL itself: its clean-up at exit is registered.
  REQUIRE(OPENSSL_init_ssl(0, nullptr) == 1);
  static auto kept = attempts(4, server_of_child());
  say_done();
}

TEST_CASE("A process that begins TLS connections and exits ends",
          "[transport]") {
  RawServer silent(RawServer::silent());
  // OpenSSL's clean-up forgets what other threads still have.
  for (int i = 0; i < 4; ++i) {
    run_in_child("child: exit while connections read certificates",
                 "wss://127.0.0.1:" + std::to_string(silent.port()),
                 {"ASAN_OPTIONS=detect_leaks=0"});
  }
}

}  // namespace pulsarws::testing
