#include "core/wire/authority.h"

#include "tests/support/catch.h"

using namespace pulsarws::wire;

TEST_CASE("Only an IPv6 address stands in brackets", "[wire]") {
  CHECK(host_in_brackets("host.example") == "host.example");
  CHECK(host_in_brackets("127.0.0.1") == "127.0.0.1");
  CHECK(host_in_brackets("fe80::1") == "[fe80::1]");
  CHECK(host_and_port("host", 9443) == "host:9443");
  CHECK(host_and_port("::1", 80) == "[::1]:80");
}

TEST_CASE("A Host header leaves out the scheme's own port", "[wire]") {
  CHECK(host_header("host", 80, false) == "host");
  CHECK(host_header("host", 443, false) == "host:443");
  CHECK(host_header("host", 443, true) == "host");
  CHECK(host_header("host", 80, true) == "host:80");
  CHECK(host_header("::1", 443, true) == "[::1]");
  CHECK(host_header("::1", 8080, false) == "[::1]:8080");
}

TEST_CASE("Which hosts are this machine itself", "[wire]") {
  for (const char* host : {"localhost", "127.0.0.1", "127.255.0.9", "::1"}) {
    CAPTURE(host);
    CHECK(is_this_machine(host));
  }
  for (const char* host :
       {"", "localhost.example.com", "127.example.com", "127.0.0.1.example.com",
        "127.0.0", "127.0.0.256", "127.0.0.", "127.0.0.1.", "128.0.0.1", "::2",
        "127.", "1127.0.0.1"}) {
    CAPTURE(host);
    CHECK_FALSE(is_this_machine(host));
  }
}
