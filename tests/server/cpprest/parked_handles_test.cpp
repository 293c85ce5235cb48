#include <string>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/child_process.h"
#include "tests/support/raw_server.h"

namespace pulsarws::testing {

TEST_CASE("child: 20 producers for a silent wss server", "[.child][cpprest]") {
  Hearer hearer;
  auto client = new_client(server_of_child(), {{"connectTimeout", "1000"}});
  std::vector<Owned<pws_producer>> producers(20);
  // The timers' thread, the dispatcher and this one are there.
  const std::size_t threads = process_threads();
  for (auto& producer : producers) {
    REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, -1,
                 made(producer), Hearer::callback, hearer.user_data(),
                 Hearer::free_user_data, nullptr)
                .is_ok());
  }
  REQUIRE(hearer.wait_count(20));
  int timed_out = 0;
  int stuck = 0;
  for (const HeardEvent& event : hearer.heard().events) {
    if (event.outcome.status == PWS_ERR_CONNECT_TIMEOUT) ++timed_out;
    if (event.outcome.status == PWS_ERR_CONNECTIONS_STUCK) ++stuck;
  }
  CHECK(timed_out == 8);
  CHECK(stuck == 12);
  // For each that is parked: ours, cpprestsdk's, its resolver's and the task
  // that waits.
  CHECK(process_threads() <= threads + 8 * 4);
  // Nothing is closed or freed: a program may end so, too.
  for (auto& producer : producers) static_cast<void>(producer.release());
  static_cast<void>(client.release());
  say_done();
}

TEST_CASE("20 producers for a silent wss server let the process end",
          "[cpprest]") {
  RawServer silent(RawServer::silent());
  // What is parked is not freed.
  run_in_child("child: 20 producers for a silent wss server",
               "wss://127.0.0.1:" + std::to_string(silent.port()),
               {"ASAN_OPTIONS=detect_leaks=0"});
}

}  // namespace pulsarws::testing
