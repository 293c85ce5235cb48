#include <string>

#include "attempt.h"
#include "catch.h"
#include "scripted_server.h"

namespace pulsarws::testing {

TEST_CASE("An IPv6 address that the server refuses for its Host says why",
          "[cpprest]") {
  ScriptedServer::Options options;
  options.ipv6 = true;
  Script script;
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (handshake.headers.at("host").front() == '[') return Accept{};
    return Refuse{400, "Bad Host"};
  };
  ScriptedServer server(script, options);
  Attempt attempt("ws://[::1]:" + std::to_string(server.port()));
  Error error = attempt.connect().outcome();
  INFO(error.message);
  CHECK(error.status == Status::kNotSupported);
  CHECK(error.message.find("use transport=beast") != std::string::npos);
}

}  // namespace pulsarws::testing
