#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
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

std::size_t count_of(const std::vector<std::unique_ptr<Attempt>>& all,
                     Status status) {
  std::size_t count = 0;
  for (const auto& one : all) {
    if (one->outcome().status == status) ++count;
  }
  return count;
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
  RawServer garbage_frames(RawServer::garbage_frames());
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.unknown_authority(), ""};
  ScriptedServer untrusted({}, options);
  const std::pair<std::string, Status> kServers[] = {
      {"ws://127.0.0.1:" + std::to_string(closed_port.port()),
       Status::kConnect},
      {"ws://no-such-host.invalid:80", Status::kNameResolution},
      {refusing.url(), Status::kAuthentication},
      {hanging_up.url(), Status::kConnect},
      {closing.url(), Status::kConnect},
      {garbage_answer.url(), Status::kProtocol},
      {garbage_frames.url(), Status::kConnectionLost},
      {untrusted.url(), Status::kTlsCertificate},
  };
  for (const auto& [url, status] : kServers) {
    CAPTURE(url);
    attempts(1, url)[0]->outcome();
    Baseline baseline;
    {
      auto storm = attempts(
          50, url, [](Attempt& attempt) { attempt.request.timeout = kSoon; });
      CHECK(count_of(storm, status) == 50);
    }
    baseline.check();
  }
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
      CHECK(count_of(storm, Status::kConnectTimeout) == 8);
      CHECK(count_of(storm, Status::kConnectionsStuck) == 42);
      CHECK(parked_connections() == 8);
      CHECK(threads_named("pws-connection") == 8);
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

// Run by the test below in a process of its own, against the server that
// PULSARWS_SILENT_SERVER names.
TEST_CASE("child: 20 attempts at a silent wss server", "[.child]") {
  const char* url = std::getenv("PULSARWS_SILENT_SERVER");
  REQUIRE(url);
  REQUIRE(quiet());
  const std::size_t before = process_threads();
  auto storm = attempts(20, url, [](Attempt& attempt) {
    attempt.request.timeout = std::chrono::seconds(1);
  });
  CHECK(count_of(storm, Status::kConnectTimeout) == 8);
  CHECK(count_of(storm, Status::kConnectionsStuck) == 12);
  // Now cpprestsdk itself gives up, and hangs on it.
  CHECK(wait_for([] { return threads_named("pws-task") >= 8; }, kSoon));
  // For each: ours, cpprestsdk's, its resolver's and the task that waits.
  CHECK(process_threads() <= before + 8 * 4);
  CHECK(parked_connections() == 8);
  storm.clear();
  std::fputs("ready\n", stderr);
  std::fflush(stderr);
}

TEST_CASE(
    "20 attempts at a silent wss server do not keep a process from "
    "ending",
    "[transport][storm]") {
  RawServer silent(RawServer::silent());
  const std::string url =
      "PULSARWS_SILENT_SERVER=wss://127.0.0.1:" + std::to_string(silent.port());
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::vector<std::string> environment{url};
  for (char** one = environ; *one; ++one) environment.emplace_back(*one);
  std::vector<char*> environment_pointers;
  for (std::string& one : environment) {
    environment_pointers.push_back(one.data());
  }
  environment_pointers.push_back(nullptr);
  std::string program = "/proc/self/exe";
  std::string name = "child: 20 attempts at a silent wss server";
  char* arguments[] = {program.data(), name.data(), nullptr};
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), &actions, nullptr, arguments,
                      environment_pointers.data()) == 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);

  std::string said;
  char character = 0;
  while (said.find("ready\n") == std::string::npos &&
         read(ends[0], &character, 1) == 1) {
    said += character;
  }
  close(ends[0]);
  CHECK(said.find("ready\n") != std::string::npos);
  int status = 0;
  CHECK(wait_for([&] { return waitpid(child, &status, WNOHANG) == child; },
                 std::chrono::seconds(2)));
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace pulsarws::testing
