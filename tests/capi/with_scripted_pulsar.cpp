// Runs a program against a scripted server that gives consumers what producers
// send, or against the Pulsar that PULSARWS_TEST_URL names where it is not
// empty:
//
//   with_scripted_pulsar PROGRAM ARGUMENTS...
//
// The program finds its URL in PULSARWS_TEST_URL, and in PULSAR_URL. Its exit
// code is ours.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "tests/support/loopback.h"

using namespace pulsarws::testing;

int main(int count, char** arguments) {
  if (count < 2) return 2;
  PulsarScript pulsar;
  std::unique_ptr<ScriptedServer> server;
  const char* url = std::getenv("PULSARWS_TEST_URL");
  if (!url || !*url) {
    server = std::make_unique<ScriptedServer>(loopback(pulsar));
    setenv("PULSARWS_TEST_URL", server->url().c_str(), 1);
  }
  setenv("PULSAR_URL", std::getenv("PULSARWS_TEST_URL"), 1);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[1], nullptr, nullptr, arguments + 1,
                   environ) != 0) {
    std::perror(arguments[1]);
    return 2;
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status)) {
    std::fprintf(stderr, "%s: signal %d\n", arguments[1], WTERMSIG(status));
    return 2;
  }
  return WEXITSTATUS(status);
}
