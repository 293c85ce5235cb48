#include <openssl/ssl.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include "attempt.h"
#include "catch.h"
#include "child_process.h"
#include "pulsar_script.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"
#include "tests/support/capi/c_handles.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

std::atomic<bool> called{false};
std::atomic<bool> exit_began{false};
std::atomic<bool> called_late{false};

// The first call is under way when the exit begins; the next one waits behind.
void until_exit(pws_event*, void*) {
  if (exit_began) called_late = true;
  called = true;
  while (!exit_began) std::this_thread::yield();
}

// By the exit, when its handlers of the library's have been called.
void look_for_late_calls() {
  exit_began = true;
  constexpr std::chrono::milliseconds kLongEnough{200};
  if (wait_for([] { return called_late.load(); }, kLongEnough)) _exit(3);
}

}  // namespace

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

TEST_CASE("child: exit while a callback runs", "[.child]") {
  REQUIRE(std::atexit(&look_for_late_calls) == 0);
  static pws_client* client = new_client(server_of_child()).release();
  static pws_consumer* consumer = nullptr;
  REQUIRE(pws_consumer_new(client, "test", "sub", nullptr, kSoonMs, &consumer,
                           nullptr) == PWS_OK);
  REQUIRE(pws_consumer_listen(consumer, &until_exit, nullptr, nullptr,
                              nullptr) == PWS_OK);
  REQUIRE(wait_for([] { return called.load(); }, kSoon));
  say_done();
}

TEST_CASE("Once the exit has begun no callback is called", "[transport]") {
  PulsarScript pulsar;
  pulsar.serve_numbered(10);
  ScriptedServer server(pulsar.script());
  run_in_child("child: exit while a callback runs", server.url());
}

}  // namespace pulsarws::testing
