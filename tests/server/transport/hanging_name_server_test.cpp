#include "attempt.h"
#include "catch.h"
#include "name_server.h"

namespace pulsarws::testing {

TEST_CASE("A name server that hangs costs the connect timeout", "[transport]") {
  REQUIRE(quiet());
  {
    HangingHost hanging;
    Attempt attempt(std::string("ws://") + HangingHost::kName + ":8080");
    attempt.request.timeout = std::chrono::milliseconds(300);
    Error error = attempt.connect().outcome();
    CHECK(error.status == Status::kConnectTimeout);
    if (transport_under_test() == "cpprest") CHECK(parked_connections() == 1);
  }
  CHECK(quiet());
}

}  // namespace pulsarws::testing
