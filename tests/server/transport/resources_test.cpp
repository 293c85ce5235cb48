#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"
#include "unanswered_port.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

// What is in use before and after must be the same.
class Baseline {
 public:
  Baseline() {
    REQUIRE(quiet());
    threads_ = process_threads();
    descriptors_ = process_descriptors();
  }

  void check() const {
    CHECK(quiet());
    bool restored = wait_for(
        [&] {
          return process_threads() <= threads_ &&
                 process_descriptors() <= descriptors_;
        },
        kSoon);
    INFO("threads " << threads_ << " -> " << process_threads()
                    << ", descriptors " << descriptors_ << " -> "
                    << process_descriptors());
    CHECK(restored);
  }

 private:
  std::size_t threads_ = 0;
  std::size_t descriptors_ = 0;
};

std::vector<std::unique_ptr<Attempt>> attempts(
    int count, const std::string& url,
    const std::function<void(Attempt&)>& prepare = {}) {
  std::vector<std::unique_ptr<Attempt>> made;
  for (int i = 0; i < count; ++i) {
    made.push_back(std::make_unique<Attempt>(url));
    if (prepare) prepare(*made.back());
    made.back()->connect();
  }
  return made;
}

// What they came to, as in "8 PWS_OK, 2 PWS_ERR_TLS".
std::string outcomes(const std::vector<std::unique_ptr<Attempt>>& all) {
  std::map<std::string, std::size_t> counts;
  for (const auto& one : all) ++counts[status_name(one->outcome().status)];
  std::string text;
  for (const auto& [name, count] : counts) {
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + name;
  }
  return text;
}

}  // namespace

TEST_CASE("Cycles of connect, send and close leave nothing behind",
          "[transport][storm]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    Script script;
    script.on_text = [](const SessionPtr& session, const std::string& text) {
      session->send(text);
    };
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(script, options);
    auto cycle = [&] {
      Attempt attempt(server.url());
      attempt.request.tls.trust_certs_file =
          certificates.authority().certificate_file;
      attempt.connect();
      REQUIRE(attempt.wait_open());
      attempt.send("x");
      REQUIRE(attempt.wait_texts(1));
      attempt.transport().close(1000, "");
      REQUIRE(attempt.outcome().status == Status::kOk);
    };
    cycle();
    Baseline baseline;
    for (int i = 0; i < 100; ++i) cycle();
    baseline.check();
  }
}

TEST_CASE("Storms against servers that fail leave nothing behind",
          "[transport][storm]") {
  TestCertificates certificates;
  ClosedPort closed_port;
  ScriptedServer refusing(always(Refuse{401, "No"}));
  ScriptedServer hanging_up(always(HangUp{}));
  RawServer closing(RawServer::closing());
  RawServer garbage_answer(RawServer::garbage_answer());
  RawServer::Behaviour garbage = RawServer::garbage_frames();
  garbage.after = RawServer::After::kClose;
  RawServer garbage_frames(garbage);
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.unknown_authority(), ""};
  ScriptedServer untrusted({}, options);
  const std::tuple<const char*, std::string, Status> kServers[] = {
      {"closed port", "ws://127.0.0.1:" + std::to_string(closed_port.port()),
       Status::kConnect},
      {"refusing", refusing.url(), Status::kAuthentication},
      {"hanging up", hanging_up.url(), Status::kConnect},
      {"closing", closing.url(), Status::kConnect},
      {"garbage answer", garbage_answer.url(), Status::kProtocol},
      {"garbage frames", garbage_frames.url(), Status::kConnectionLost},
      {"untrusted", untrusted.url(), Status::kTlsCertificate},
  };
  for (const auto& [name, url, status] : kServers) {
    CAPTURE(name);
    attempts(1, url)[0]->outcome();
    Baseline baseline;
    {
      auto storm = attempts(
          50, url, [](Attempt& attempt) { attempt.request.timeout = kSoon; });
      CHECK(outcomes(storm) == std::string("50 ") + status_name(status));
    }
    baseline.check();
  }
}

TEST_CASE("A host that does not resolve leaves nothing behind",
          "[transport][storm]") {
  // One after the other: some name servers drop what comes all at once.
  const std::string url = "ws://no-such-host.invalid:80";
  attempts(1, url)[0]->outcome();
  Baseline baseline;
  for (int i = 0; i < 50; ++i) {
    auto one = attempts(1, url, [](Attempt& attempt) {
      attempt.request.timeout = std::chrono::seconds(2);
    });
    CHECK(one[0]->outcome().status != Status::kOk);
  }
  baseline.check();
}

TEST_CASE("A storm against a silent server is bounded and passes",
          "[transport][storm]") {
  for (const char* scheme : {"ws", "wss"}) {
    CAPTURE(scheme);
    Baseline baseline;
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

namespace {

// What a child process is told with this variable, and says when it is done.
constexpr const char* kServerVariable = "PULSARWS_TEST_SERVER";

void say_done() {
  std::fputs("done\n", stderr);
  std::fflush(stderr);
}

// Runs a test case of this program in a process of its own, and checks that it
// passes and that the process ends within 2 s once it is done.
void run_in_child(std::string test, const std::string& server) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::vector<std::string> environment{std::string(kServerVariable) + "=" +
                                       server};
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
  bool ended =
      wait_for([&] { return waitpid(child, &status, WNOHANG) == child; },
               std::chrono::seconds(2));
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
    attempt.request.tls.allow_insecure = true;
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

}  // namespace pulsarws::testing
