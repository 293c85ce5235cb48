#include "core/wire/header_fields.h"

#include "tests/support/catch.h"

using namespace pulsarws;
using namespace pulsarws::wire;

namespace {

std::string fault(std::string_view text) {
  auto fields = parse_header_fields(text);
  if (fields) return "";
  CHECK(fields.error().status == Status::kInvalidOptionValue);
  return fields.error().message;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("header fields are separated by ';' or by line ends",
          "[header_fields]") {
  const HeaderFields two{{"A", "1"}, {"X-B", "two words"}};
  for (const char* text : {"A: 1;X-B: two words", " A :1 ; ;X-B:two words;"}) {
    CAPTURE(text);
    auto fields = parse_header_fields(text);
    // A blank before the colon is no header in HTTP.
    if (std::string(text).find("A :") != std::string::npos) {
      CHECK_FALSE(fields);
    } else {
      REQUIRE(fields);
      CHECK(*fields == two);
    }
  }
  auto lines = parse_header_fields("A: 1\r\nX-B:\ttwo words \n\n");
  REQUIRE(lines);
  CHECK(*lines == two);
  auto cookie = parse_header_fields("Cookie: a=b; c=d:e\n");
  REQUIRE(cookie);
  CHECK(*cookie == HeaderFields{{"Cookie", "a=b; c=d:e"}});
  auto none = parse_header_fields(" ; ;");
  REQUIRE(none);
  CHECK(none->empty());
}

TEST_CASE("what is no header field is refused without showing it",
          "[header_fields]") {
  for (const char* text : {"no colon, my-secret", "A: 1;my-secret", ": x",
                           "A B: my-secret", "\xc3\xa4: my-secret"}) {
    std::string wrong = fault(text);
    INFO(text << ": " << wrong);
    CHECK(says(wrong, "is not \"Name: value\""));
    CHECK_FALSE(says(wrong, "secret"));
  }
  CHECK(says(fault("A: 1;my-secret"), "entry 2"));
  for (std::string text : {"A: my-secret\x01", "A: my\rsecret", "A: \x7f"}) {
    CHECK(says(fault(text), "control characters"));
    CHECK_FALSE(says(fault(text), "secret"));
  }
}

TEST_CASE("the handshake's own header fields are refused", "[header_fields]") {
  for (const char* name :
       {"Host", "host", "Upgrade", "CONNECTION", "Sec-WebSocket-Key",
        "sec-websocket-anything", "Content-Length", "Transfer-Encoding"}) {
    CHECK(says(fault(std::string(name) + ": x"), name));
  }
  CHECK(fault("Hosts: x;Sec-Fetch-Mode: y;Authorization: z").empty());
}

TEST_CASE("header names have no case", "[header_fields]") {
  CHECK(same_header_name("Authorization", "aUTHORIZATION"));
  CHECK_FALSE(same_header_name("Authorization", "Authorizatio"));
}
