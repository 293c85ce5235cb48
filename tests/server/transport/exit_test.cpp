#include <openssl/ssl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "test_certificates.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

// How long a process may take to end once it is done. A sanitizer makes reading
// certificates, for which the exit waits, many times as slow.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::chrono::seconds kToEnd{20};
#else
constexpr std::chrono::seconds kToEnd{2};
#endif

// What a child process is told with this variable, and says when it is done.
constexpr const char* kServerVariable = "PULSARWS_TEST_SERVER";

void say_done() {
  std::fputs("done\n", stderr);
  std::fflush(stderr);
}

// Runs a test case of this program in a process of its own, and checks that it
// passes and that the process ends within kToEnd once it is done.
void run_in_child(std::string test, const std::string& server,
                  const std::string& setting = "") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::vector<std::string> environment{std::string(kServerVariable) + "=" +
                                       server};
  if (!setting.empty()) environment.push_back(setting);
  for (char** one = environ; *one; ++one) environment.emplace_back(*one);
  std::vector<char*> pointers;
  for (std::string& one : environment) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  std::string program = "/proc/self/exe";
  char* arguments[] = {program.data(), test.data(), nullptr};
  pid_t child = 0;
  int failed = posix_spawn(&child, program.c_str(), &actions, nullptr,
                           arguments, pointers.data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  REQUIRE(failed == 0);

  std::string said;
  char character = 0;
  while (said.find("done\n") == std::string::npos &&
         read(ends[0], &character, 1) == 1) {
    said += character;
  }
  INFO(said);
  CHECK(said.find("done\n") != std::string::npos);
  int status = 0;
  bool ended = wait_for(
      [&] { return waitpid(child, &status, WNOHANG) == child; }, kToEnd);
  CHECK(ended);
  if (!ended) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
  }
  close(ends[0]);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace

TEST_CASE("child: 20 attempts at a silent wss server", "[.child]") {
  const char* url = std::getenv(kServerVariable);
  REQUIRE(url);
  REQUIRE(quiet());
  const std::size_t before = process_threads();
  auto storm = attempts(20, url, [](Attempt& attempt) {
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

TEST_CASE("A process with parked attempts ends", "[transport][storm]") {
  RawServer silent(RawServer::silent());
  run_in_child("child: 20 attempts at a silent wss server",
               "wss://127.0.0.1:" + std::to_string(silent.port()));
}

TEST_CASE("child: connections open and stuck in closing", "[.child]") {
  const char* url = std::getenv(kServerVariable);
  REQUIRE(url);
  auto open = attempts(4, url, [](Attempt& attempt) {
    attempt.request.close_timeout = std::chrono::milliseconds(200);
    attempt.tls.allow_insecure = true;
  });
  for (const auto& one : open) REQUIRE(one->wait_open());
  for (int i = 0; i < 3; ++i) open[i]->transport().close(1000, "");
  for (int i = 0; i < 3; ++i) CHECK(open[i]->outcome().status == Status::kOk);
  CHECK(parked_connections() == 3);
  // Destroyed at exit, as a program's static objects are.
  static auto kept = std::move(open);
  say_done();
}

TEST_CASE("A process with an open and with stuck connections ends",
          "[transport][storm]") {
  TestCertificates certificates;
  RawServer silent(over_tls(RawServer::silent_upgraded(),
                            ServerTls{certificates.server(), ""}));
  run_in_child("child: connections open and stuck in closing", silent.url());
}

TEST_CASE("child: exit while connections read certificates", "[.child]") {
  const char* url = std::getenv(kServerVariable);
  REQUIRE(url);
  // As a host that uses OpenSSL itself: its clean-up at exit is registered.
  REQUIRE(OPENSSL_init_ssl(0, nullptr) == 1);
  static auto kept = attempts(4, url);
  say_done();
}

TEST_CASE("A process that begins TLS connections and exits ends",
          "[transport][storm]") {
  RawServer silent(RawServer::silent());
  // OpenSSL's clean-up forgets what other threads still have.
  for (int i = 0; i < 4; ++i) {
    run_in_child("child: exit while connections read certificates",
                 "wss://127.0.0.1:" + std::to_string(silent.port()),
                 "ASAN_OPTIONS=detect_leaks=0");
  }
}

}  // namespace pulsarws::testing
