#include "mock/front/java_base64.h"

#include "tests/support/catch.h"

using pulsarws::mock::decode_java_base64;

namespace {

std::string bytes(std::string_view text) {
  const auto outcome = decode_java_base64(text);
  CHECK(outcome.refusal == "");
  return outcome.bytes;
}

std::string refusal(std::string_view text) {
  return decode_java_base64(text).refusal;
}

}  // namespace

TEST_CASE("base64 is decoded with and without its padding",
          "[mock][java_base64]") {
  CHECK(bytes("") == "");
  CHECK(bytes("YQ==") == "a");
  CHECK(bytes("YQ") == "a");
  CHECK(bytes("YWI=") == "ab");
  CHECK(bytes("YWI") == "ab");
  CHECK(bytes("YWJj") == "abc");
  CHECK(bytes("+/+/") == "\xfb\xff\xbf");
}

// As java.util.Base64's source has it.
TEST_CASE("what is no base64 is refused in Java's words",
          "[mock][java_base64]") {
  CHECK(refusal("Y") ==
        "Input byte[] should at least have 2 bytes for base64 bytes");
  CHECK(refusal("YWJjY") == "Last unit does not have enough valid bits");
  CHECK(refusal("YQ=") == "Input byte array has wrong 4-byte ending unit");
  CHECK(refusal("====") == "Input byte array has wrong 4-byte ending unit");
  CHECK(refusal("YQ==YQ==") ==
        "Input byte array has incorrect ending byte at 4");
  CHECK(refusal("YW!j") == "Illegal base64 character 21");
  CHECK(refusal("YW-_") == "Illegal base64 character 2d");
}

TEST_CASE("a character beyond ASCII is a byte of Java's",
          "[mock][java_base64]") {
  CHECK(refusal("YW\xc3\xa9j") == "Illegal base64 character -17");
  CHECK(refusal("YW\xe2\x82\xacj") == "Illegal base64 character 3f");
}
