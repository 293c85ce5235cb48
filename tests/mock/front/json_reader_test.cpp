#include "mock/front/json_reader.h"

#include "tests/support/catch.h"

using pulsarws::mock::JsonFailure;
using pulsarws::mock::JsonReader;
using Token = JsonReader::Token;

namespace {

const std::string kSource =
    "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` "
    "disabled); line: ";

std::string at(int line, int column) {
  return "\n at " + kSource + std::to_string(line) +
         ", column: " + std::to_string(column) + "]";
}

// Reads all of it; what is said of it.
std::string failure(const std::string& text) {
  JsonReader json(text);
  try {
    json.next();
    json.skip_children();
    json.text();
  } catch (const JsonFailure& failed) {
    return failed.message();
  }
  return "";
}

std::string string_in(const std::string& text) {
  JsonReader json(text);
  CHECK(json.next() == Token::kString);
  return std::string(json.text());
}

}  // namespace

TEST_CASE("JSON is read token by token", "[mock][json_reader]") {
  const std::string text =
      R"( {"a": [1, -2.5e3, "x"], "b": {"c": true}, "d": false, "e": null} )";
  JsonReader json(text);
  CHECK(json.next() == Token::kStartObject);
  CHECK(json.next() == Token::kFieldName);
  CHECK(json.text() == "a");
  CHECK(json.next() == Token::kStartArray);
  CHECK(json.next() == Token::kInteger);
  CHECK(json.text() == "1");
  CHECK(json.next() == Token::kFloat);
  CHECK(json.text() == "-2.5e3");
  CHECK(json.next() == Token::kString);
  CHECK(json.text() == "x");
  CHECK(json.next() == Token::kEndArray);
  CHECK(json.next() == Token::kFieldName);
  CHECK(json.next() == Token::kStartObject);
  json.skip_children();
  CHECK(json.token() == Token::kEndObject);
  CHECK(json.next() == Token::kFieldName);
  CHECK(json.text() == "d");
  CHECK(json.next() == Token::kFalse);
  CHECK(json.next() == Token::kFieldName);
  CHECK(json.next() == Token::kNull);
  CHECK(json.next() == Token::kEndObject);
  CHECK(json.next() == Token::kNothing);
}

TEST_CASE("nothing is no token", "[mock][json_reader]") {
  JsonReader json("  ");
  CHECK(json.next() == Token::kNothing);
}

TEST_CASE("strings are unescaped", "[mock][json_reader]") {
  CHECK(string_in(R"("plain")") == "plain");
  CHECK(string_in(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(string_in(R"("\u00e9\u20AC")") == "\xc3\xa9\xe2\x82\xac");
  CHECK(string_in(R"("\ud83d\ude00")") == "\xf0\x9f\x98\x80");
  CHECK(string_in(R"("\ud83dx")") == "?x");
  CHECK(string_in(R"("\ud83d\u0041")") == "?A");
}

TEST_CASE("what a string says outlives the next token", "[mock][json_reader]") {
  const std::string text = R"(["\u0061","\u0062","\u0063"])";
  JsonReader json(text);
  json.next();
  json.next();
  const std::string_view first = json.text();
  json.next();
  const std::string_view second = json.text();
  json.next();
  json.text();
  CHECK(first == "a");
  CHECK(second == "b");
}

TEST_CASE("what is no JSON is refused in Jackson's words",
          "[mock][json_reader]") {
  CHECK(failure("hello") ==
        "Unrecognized token 'hello': was expecting (JSON String, Number, "
        "Array, Object or token 'null', 'true' or 'false')" +
            at(1, 6));
  CHECK(failure("{'a':1}") ==
        "Unexpected character (''' (code 39)): was expecting double-quote to "
        "start field name" +
            at(1, 2));
  CHECK(failure(R"({"a" 1})") ==
        "Unexpected character ('1' (code 49)): was expecting a colon to "
        "separate field name and value" +
            at(1, 6));
  CHECK(failure("[1 2]") ==
        "Unexpected character ('2' (code 50)): was expecting comma to separate "
        "Array entries" +
            at(1, 4));
  CHECK(failure("[01]") ==
        "Invalid numeric value: Leading zeroes not allowed" + at(1, 3));
  CHECK(failure(R"("\x")") ==
        "Unrecognized character escape 'x' (code 120)" + at(1, 3));
  CHECK(failure("{\"a\":1}").empty());
}

TEST_CASE("what ends too soon is refused", "[mock][json_reader]") {
  CHECK(failure("{") ==
        "Unexpected end-of-input: expected close marker for Object (start "
        "marker at " +
            kSource + "1, column: 1])" + at(1, 2));
  CHECK(failure("\"abc").find("Unexpected end-of-input: was expecting closing "
                              "quote for a string value") == 0);
  CHECK(failure("[1,").find("Unexpected end-of-input within/between Array "
                            "entries") == 0);
}

TEST_CASE("what closes has to fit what is open", "[mock][json_reader]") {
  CHECK(failure("[}") ==
        "Unexpected close marker '}': expected ']' (for Array starting at " +
            kSource + "1, column: 1])" + at(1, 2));
}

TEST_CASE("places are lines, and columns of Java's characters",
          "[mock][json_reader]") {
  CHECK(failure("[\"a\",\n\"\xc3\xa9\",x]").find(at(2, 6)) !=
        std::string::npos);
  CHECK(failure("[\"\xf0\x9f\x98\x80\",x]").find(at(1, 8)) !=
        std::string::npos);
}

TEST_CASE("JSON is a thousand deep at most", "[mock][json_reader]") {
  const auto deep = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(failure(deep(1000)).empty());
  CHECK(failure(deep(1001))
            .find("Document nesting depth (1001) exceeds the maximum allowed "
                  "(1000") == 0);
}

TEST_CASE("what stands behind the value is nobody's business",
          "[mock][json_reader]") {
  CHECK(failure("{} nonsense").empty());
}
