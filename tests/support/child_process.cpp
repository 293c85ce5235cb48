#include "child_process.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "catch.h"
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

constexpr const char* kServerVariable = "PULSARWS_TEST_SERVER";

// The exit of a child may come while a thread of cpprestsdk's has ended and is
// about to be joined, which is no leak.
std::string sanitizer_options_of_child() {
  const char* own = std::getenv("TSAN_OPTIONS");
  return "TSAN_OPTIONS=report_thread_leaks=0:" + std::string(own ? own : "");
}

}  // namespace

std::string server_of_child() {
  const char* url = std::getenv(kServerVariable);
  REQUIRE(url);
  return url;
}

void say_done() {
  std::fputs("done\n", stderr);
  std::fflush(stderr);
}

void run_in_child(std::string test, const std::string& server,
                  std::vector<std::string> variables) {
  variables.push_back(std::string(kServerVariable) + "=" + server);
  variables.push_back(sanitizer_options_of_child());
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  for (char** one = environ; *one; ++one) variables.emplace_back(*one);
  std::vector<char*> pointers;
  for (std::string& one : variables) pointers.push_back(one.data());
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

}  // namespace pulsarws::testing
