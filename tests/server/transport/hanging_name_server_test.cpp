#include <dlfcn.h>
#include <netdb.h>

#include <string_view>

#include "attempt.h"
#include "catch.h"

namespace {

constexpr std::string_view kHangingHost = "hanging.invalid";

pulsarws::testing::Recorded<bool>& name_server_is_back() {
  static pulsarws::testing::Recorded<bool> back;
  return back;
}

}  // namespace

// Stands in front of the C library's, for this program and all its libraries.
extern "C" __attribute__((visibility("default"))) int getaddrinfo(
    const char* node, const char* service, const addrinfo* hints,
    addrinfo** result) {
  if (node && node == kHangingHost) {
    name_server_is_back().wait_until([](bool back) { return back; },
                                     pulsarws::testing::kSoon);
    return EAI_AGAIN;
  }
  static const auto real =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, result);
}

namespace pulsarws::testing {

TEST_CASE("A name server that hangs costs the connect timeout", "[transport]") {
  REQUIRE(quiet());
  name_server_is_back().update([](bool& back) { back = false; });
  Attempt attempt("ws://" + std::string(kHangingHost) + ":8080");
  attempt.request.timeout = std::chrono::milliseconds(300);
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kConnectTimeout);
  if (transport_under_test() == "cpprest") CHECK(parked_connections() == 1);
  name_server_is_back().update([](bool& back) { back = true; });
  CHECK(quiet());
}

}  // namespace pulsarws::testing
