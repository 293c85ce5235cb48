#include <string>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "resource_baseline.h"

namespace pulsarws::testing {

TEST_CASE(
    "20 attempts at a silent wss server leave no thread and no descriptor",
    "[transport][beast]") {
  RawServer silent(RawServer::silent());
  REQUIRE(quiet());
  const std::size_t descriptors = process_descriptors();
  {
    auto all = attempts(20, "wss://127.0.0.1:" + std::to_string(silent.port()),
                        [](Attempt& one) {
                          one.request.timeout = std::chrono::milliseconds(200);
                        });
    CHECK(outcomes(all) == "20 PWS_ERR_CONNECT_TIMEOUT");
  }
  CHECK(wait_for([] { return threads_named("pws-io") == 0; }, kSoon));
  CHECK(wait_for([&] { return process_descriptors() <= descriptors; }, kSoon));
  CHECK(parked_connections() == 0);
}

TEST_CASE("Connections of one factory share a thread", "[transport][beast]") {
  ScriptedServer server({});
  REQUIRE(quiet());
  for (std::size_t threads : {1, 3}) {
    CAPTURE(threads);
    TransportSettings settings;
    settings.io_threads = threads;
    auto factory = make_transport_factory("beast", settings, process_timers());
    REQUIRE(factory);
    auto all = attempts(20, server.url(),
                        [&](Attempt& one) { one.factory = *factory; });
    for (auto& one : all) REQUIRE(one->wait_open());
    CHECK(threads_named("pws-io") == threads);
    all.clear();
    *factory = nullptr;
    CHECK(wait_for([] { return threads_named("pws-io") == 0; }, kSoon));
  }
}

}  // namespace pulsarws::testing
