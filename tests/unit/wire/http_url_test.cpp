#include "core/wire/http_url.h"

#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

std::string fault(const Result<wire::HttpUrl>& result) {
  if (result) return "";
  CHECK(result.error().status == Status::kCredentials);
  return result.error().message;
}

}  // namespace

TEST_CASE("URLs of an OAuth2 server", "[wire]") {
  auto url = wire::parse_http_url("https://host.example/o/token/?p=1#x");
  REQUIRE(url);
  CHECK(url->tls);
  CHECK(url->host == "host.example");
  CHECK(url->port == 443);
  CHECK(url->target == "/o/token/?p=1");
  CHECK(url->to_string() == "https://host.example/o/token/");
  url = wire::parse_http_url("https://[::1]:8443?q");
  REQUIRE(url);
  CHECK(url->host == "::1");
  CHECK(url->port == 8443);
  CHECK(url->target == "/?q");
  CHECK(url->to_string() == "https://[::1]:8443/");
  REQUIRE(wire::parse_http_url("http://localhost:81/x"));
  CHECK_FALSE(wire::parse_http_url("http://localhost:81/x")->tls);
  REQUIRE(wire::parse_http_url("http://127.0.0.1/x"));

  for (const char* text :
       {"", "host", "ftp://h/", "https://", "https://h:x/",
        "https://user:a-secret@h/", "https://h/a b", "https://h/\r\nX: y"}) {
    CAPTURE(text);
    CHECK(fault(wire::parse_http_url(text)) ==
          "is not a URL like https://host/path");
  }
  for (const char* text : {"http://host.example/", "http://127.example.com/",
                           "http://localhost.example.com/"}) {
    CAPTURE(text);
    CHECK(fault(wire::parse_http_url(text)).find("use https") !=
          std::string::npos);
  }
}
