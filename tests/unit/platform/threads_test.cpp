#include "core/platform/threads.h"

#include <pthread.h>
#include <signal.h>

#include <future>
#include <memory>
#include <string>
#include <thread>

#include "tests/support/catch.h"

using namespace pulsarws::platform;

namespace {

bool blocks(int signal) {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

std::string own_name() {
  char name[16] = "";
  pthread_getname_np(pthread_self(), name, sizeof name);
  return name;
}

template <typename Ask>
auto ask_in_thread(const char* name, Ask ask) {
  auto answer = std::make_shared<std::promise<decltype(ask())>>();
  start_detached_thread(name, [answer, ask] { answer->set_value(ask()); });
  return answer->get_future().get();
}

}  // namespace

TEST_CASE("a thread of the library has its name", "[platform]") {
  CHECK(ask_in_thread("pws-test", own_name) == "pws-test");
  CHECK(ask_in_thread("fifteen-letters", own_name) == "fifteen-letters");
}

TEST_CASE("a thread of the library runs no handler of the program's",
          "[platform]") {
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1}) {
    CAPTURE(signal);
    CHECK(ask_in_thread("pws-test", [&] { return blocks(signal); }));
    CHECK_FALSE(blocks(signal));
  }
}

TEST_CASE("a thread of the library hears of its own faults", "[platform]") {
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) {
    CAPTURE(signal);
    CHECK_FALSE(ask_in_thread("pws-test", [&] { return blocks(signal); }));
  }
}

TEST_CASE(
    "signals are blocked for what is born in a scope, and as before after",
    "[platform]") {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGUSR2);
  REQUIRE(pthread_sigmask(SIG_BLOCK, &one, nullptr) == 0);
  bool born_blocked = false;
  {
    BlockedSignals blocked;
    CHECK(blocks(SIGINT));
    std::thread([&] { born_blocked = blocks(SIGINT); }).join();
  }
  CHECK(born_blocked);
  CHECK_FALSE(blocks(SIGINT));
  CHECK(blocks(SIGUSR2));
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}
