#include "core/transport/transports.h"

#include <sstream>
#include <string>

#include "tests/support/catch.h"

using namespace pulsarws;

TEST_CASE("Every transport that is named can be made", "[transports]") {
  std::istringstream names(transport_names());
  std::string name;
  REQUIRE(names >> name);
  CHECK(name == default_transport());
  do {
    CAPTURE(name);
    auto factory = make_transport_factory(name, {}, process_timers());
    REQUIRE(factory);
    CHECK((*factory)());
  } while (names >> name);
  CHECK(parked_connections() == 0);
}

TEST_CASE("A transport that is not built in is refused by name",
          "[transports]") {
  for (const char* name : {"", "tcp", "Cpprest", "cpprest beast"}) {
    CAPTURE(name);
    auto factory = make_transport_factory(name, {}, process_timers());
    REQUIRE_FALSE(factory);
    CHECK(factory.error().status == Status::kNotSupported);
    CHECK(factory.error().message ==
          "the transport " + std::string(name) +
              " is not built into this library, which has " +
              transport_names() + " (option transport)");
  }
}
