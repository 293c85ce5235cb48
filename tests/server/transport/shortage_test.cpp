// A process that is out of descriptors or of threads.
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "attempt.h"
#include "catch.h"
#include "child_process.h"
#include "pulsar_script.h"
#include "scripted_server.h"
#include "tests/support/capi/c_handles.h"
#include "wait.h"

// A sanitizer has a pthread_create of its own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
namespace {

constexpr long kAny = std::numeric_limits<long>::max();
std::atomic<long> threads_left{kAny};
std::atomic<long> threads_refused{0};

}  // namespace

extern "C" __attribute__((visibility("default"))) int pthread_create(
    pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*),
    void* argument) noexcept {
  using Create =
      int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create =
      reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  if (threads_left != kAny && threads_left.fetch_sub(1) <= 0) {
    ++threads_refused;
    return EAGAIN;
  }
  return create(thread, attributes, body, argument);
}

namespace pulsarws::testing {
namespace {

Outcome open_producer(const Owned<pws_client>& client) {
  Owned<pws_producer> producer;
  return call(pws_producer_new, client.get(), "test", nullptr, kSoonMs,
              made(producer));
}

// Waits until nothing is closed any more that was opened before.
void rest() {
  constexpr std::chrono::milliseconds kLongEnough{200};
  std::size_t last = 0;
  auto since = std::chrono::steady_clock::now();
  REQUIRE(wait_for(
      [&] {
        const auto now = std::chrono::steady_clock::now();
        if (const std::size_t open = process_descriptors(); open != last) {
          last = open;
          since = now;
        }
        return now - since >= kLongEnough;
      },
      kSoon));
}

// A bare chroot does not; looking a name up takes descriptors of its own.
bool knows_localhost() {
  addrinfo* found = nullptr;
  if (getaddrinfo("localhost", nullptr, nullptr, &found) != 0) return false;
  freeaddrinfo(found);
  return true;
}

// Takes all descriptors but so many, until its end.
class FewDescriptors {
 public:
  explicit FewDescriptors(std::size_t left) {
    for (int one = dup(0); one >= 0; one = dup(0)) taken_.push_back(one);
    for (; left > 0; --left) {
      close(taken_.back());
      taken_.pop_back();
    }
  }
  ~FewDescriptors() {
    for (int one : taken_) close(one);
  }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  std::vector<int> taken_;
};

}  // namespace

TEST_CASE("child: out of descriptors", "[.child]") {
  const rlimit few = {128, 128};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  std::vector<std::string> urls{server_of_child()};
  if (knows_localhost()) {
    urls.push_back("ws://localhost" + urls[0].substr(urls[0].rfind(':')));
  } else {
    WARN("this machine does not know localhost: tried by address alone");
  }
  for (const std::string& one : urls) {
    auto client = new_client(one);
    REQUIRE(open_producer(client).is_ok());
    std::size_t refused = 0;
    for (std::size_t left = 0; left < 12; ++left) {
      CAPTURE(one, left);
      rest();
      const FewDescriptors here(left);
      const Outcome outcome = open_producer(client);
      CAPTURE(outcome);
      if (outcome.is_ok()) continue;
      ++refused;
      CHECK(outcome.status == PWS_ERR_OUT_OF_MEMORY);
      CHECK(outcome.is_retriable);
    }
    CHECK(refused > 0);
    CHECK(open_producer(client).is_ok());
  }
  say_done();
}

TEST_CASE("Out of descriptors is told so, and passes", "[transport]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  run_in_child("child: out of descriptors", server.url());
}

TEST_CASE("child: out of threads", "[.child]") {
  auto client = new_client(server_of_child(), {{"connectTimeout", "2000"}});
  REQUIRE(open_producer(client).is_ok());
  std::size_t refused = 0;
  for (long left = 0; left < 8; ++left) {
    CAPTURE(left);
    REQUIRE(wait_for([] { return threads_named("pws-task") == 0; }, kSoon));
    threads_left = left;
    const Outcome outcome = open_producer(client);
    threads_left = kAny;
    CAPTURE(outcome);
    if (outcome.is_ok()) continue;
    ++refused;
    CHECK(outcome.status == PWS_ERR_OUT_OF_MEMORY);
    CHECK(outcome.is_retriable);
  }
  // beast has its thread since the first connection.
  CHECK((refused > 0) == (transport_under_test() == "cpprest"));
  CHECK(open_producer(client).is_ok());
  say_done();
}

TEST_CASE("Out of threads is told so, and passes", "[transport]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  run_in_child("child: out of threads", server.url());
}

TEST_CASE("A loss while there are no threads is noticed when there are",
          "[transport]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  auto client = new_client(
      server.url(), {{"initialBackoff", "60000"}, {"maxBackoff", "60000"}});
  auto consumer = new_consumer(client);
  REQUIRE(wait_for([] { return threads_named("pws-task") == 0; }, kSoon));
  const long refused_before = threads_refused;
  threads_left = 0;
  server.drop_all();
  const auto lost = [&] {
    return pws_consumer_is_connected(consumer.get()) == 0;
  };
  // cpprestsdk says it by a task, for which there is no thread.
  const bool tried = wait_for(
      [&] { return threads_refused > refused_before || lost(); }, kSoon);
  threads_left = kAny;
  CHECK(tried);
  // keepAliveInterval is longer than this.
  CHECK(wait_for(lost, std::chrono::seconds(15)));
}

}  // namespace pulsarws::testing
#endif
