#include "core/wire/json_string.h"

#include <string>

#include "tests/support/catch.h"

using pulsarws::wire::append_json_string;
using pulsarws::wire::json_string_size;

namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

TEST_CASE("plain text is only quoted", "[json]") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("abc") == R"("abc")");
  CHECK(json_string("a/b' \x7f") == "\"a/b' \x7f\"");
  CHECK(json_string("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb0") ==
        "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xb0\"");
}

TEST_CASE("what JSON cannot have in a string is escaped", "[json]") {
  CHECK(json_string(R"("\)") == R"("\"\\")");
  CHECK(json_string("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(json_string(std::string("\0\x01\x0b\x1f", 4)) ==
        R"("\u0000\u0001\u000b\u001f")");
}

TEST_CASE("escapes stand anywhere among plain runs", "[json]") {
  CHECK(json_string("\na") == R"("\na")");
  CHECK(json_string("a\n") == R"("a\n")");
  CHECK(json_string("a\n\nb\"c") == R"("a\n\nb\"c")");
  const std::string run(1000, 'x');
  CHECK(json_string(run + '"' + run) == '"' + run + "\\\"" + run + '"');
}

TEST_CASE("a JSON string is appended to what is there", "[json]") {
  std::string out = "a:";
  append_json_string(out, "b");
  CHECK(out == "a:\"b\"");
}

TEST_CASE("a JSON string's size is known before", "[json]") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    CAPTURE(byte);
    CHECK(json_string_size(one) == json_string(one).size());
    all += one;
  }
  CHECK(json_string_size(all) == json_string(all).size());
  CHECK(json_string_size("") == 2);
}
