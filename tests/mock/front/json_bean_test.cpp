#include "mock/front/json_bean.h"

#include <limits>

#include "tests/support/catch.h"

using namespace pulsarws::mock;

namespace {

// The sentence of the failure, without its place.
template <typename Read>
std::string sentence_of(const std::string& text, Read read) {
  JsonReader json(text);
  try {
    json.next();
    read(json);
  } catch (const JsonFailure& failure) {
    return failure.what();
  }
  return "";
}

std::optional<std::int64_t> integer(const std::string& text,
                                    const IntegerType& type = kJavaLong) {
  JsonReader json(text);
  json.next();
  return read_integer(json, type);
}

std::string refused_integer(const std::string& text,
                            const IntegerType& type = kJavaLong) {
  return sentence_of(text, [&](JsonReader& json) { read_integer(json, type); });
}

std::string string(const std::string& text) {
  JsonReader json(text);
  json.next();
  return std::string(read_string(json).value_or("null"));
}

}  // namespace

TEST_CASE("Jackson takes any scalar for a string", "[mock][json_bean]") {
  CHECK(string("\"a\"") == "a");
  CHECK(string("12") == "12");
  CHECK(string("1.50") == "1.50");
  CHECK(string("true") == "true");
  CHECK(string("null") == "null");
  CHECK(sentence_of("[1]", [](JsonReader& json) { read_string(json); }) ==
        "Cannot deserialize value of type `java.lang.String` from Array value "
        "(token `JsonToken.START_ARRAY`)");
}

TEST_CASE("Jackson takes strings and fractions for a number",
          "[mock][json_bean]") {
  CHECK(integer("12") == 12);
  CHECK(integer("\" -12 \"") == -12);
  CHECK(integer("12.9") == 12);
  CHECK(integer("1e3") == 1000);
  CHECK_FALSE(integer("null"));
  CHECK_FALSE(integer("\"\""));
  CHECK(integer("-9223372036854775808") ==
        std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("a number has its range", "[mock][json_bean]") {
  CHECK(integer("2147483647", kJavaInteger) == 2147483647);
  CHECK(refused_integer("2147483648", kJavaInteger) ==
        "Numeric value (2147483648) out of range of int (-2147483648 - "
        "2147483647)");
  CHECK(refused_integer("9223372036854775808") ==
        "Numeric value (9223372036854775808) out of range of long "
        "(-9223372036854775808 - 9223372036854775807)");
  CHECK(refused_integer("1e30") ==
        "Numeric value (1e30) out of range of long (-9223372036854775808 - "
        "9223372036854775807)");
}

TEST_CASE("what is no number is refused", "[mock][json_bean]") {
  CHECK(refused_integer("\"soon\"") ==
        "Cannot deserialize value of type `long` from String \"soon\": not a "
        "valid `long` value");
  CHECK(refused_integer("true", kJavaInteger) ==
        "Cannot deserialize value of type `java.lang.Integer` from Boolean "
        "value (token `JsonToken.VALUE_TRUE`)");
  CHECK(refused_integer("{}") ==
        "Cannot deserialize value of type `long` from Object value (token "
        "`JsonToken.START_OBJECT`)");
}

TEST_CASE("of a map's key that comes twice the last value counts",
          "[mock][json_bean]") {
  // Few keys, and more than are looked at one by one.
  const int others = GENERATE(0, 40);
  std::string text = R"({"a":"1","b":2)";
  for (int i = 0; i < others; ++i) {
    text += ",\"k" + std::to_string(i) + "\":null";
  }
  text += R"(,"a":"3"})";
  JsonReader json(text);
  json.next();
  const auto map = read_string_map(json);
  REQUIRE(map);
  REQUIRE(map->size() == static_cast<std::size_t>(others) + 2);
  CHECK((*map)[0].key == "a");
  CHECK((*map)[0].value == "3");
  CHECK((*map)[1].value == "2");
}

TEST_CASE("a map and a list are told by their Java classes",
          "[mock][json_bean]") {
  const auto map = [](JsonReader& json) { read_string_map(json); };
  const auto list = [](JsonReader& json) { read_string_list(json); };
  CHECK(sentence_of("[]", map) ==
        "Cannot deserialize value of type "
        "`java.util.LinkedHashMap<java.lang.String,java.lang.String>` from "
        "Array value (token `JsonToken.START_ARRAY`)");
  CHECK(sentence_of("1", list) ==
        "Cannot deserialize value of type "
        "`java.util.ArrayList<java.lang.String>` from Integer value (token "
        "`JsonToken.VALUE_NUMBER_INT`)");
  CHECK(sentence_of("\"x\"", list) ==
        "Cannot construct instance of `java.util.ArrayList` (although at least "
        "one Creator exists): no String-argument constructor/factory method to "
        "deserialize from String value ('x')");
}

TEST_CASE("a list may have nulls", "[mock][json_bean]") {
  JsonReader json(R"(["a",null,1])");
  json.next();
  const auto list = read_string_list(json);
  REQUIRE(list);
  REQUIRE(list->size() == 3);
  CHECK((*list)[0] == "a");
  CHECK_FALSE((*list)[1]);
  CHECK((*list)[2] == "1");
}

TEST_CASE("a failure tells the way to it", "[mock][json_bean]") {
  const std::string text = R"({"other":{"x":[1]},"list":["a",{}]})";
  JsonReader json(text);
  std::string message;
  try {
    read_object(json, "Bean", [&](std::string_view name) {
      if (name != "list") return false;
      read_string_list(json);
      return true;
    });
  } catch (const JsonFailure& failure) {
    message = failure.message();
  }
  CHECK(message.find("(through reference chain: "
                     "Bean[\"list\"]->java.util.ArrayList[1])") !=
        std::string::npos);
}

TEST_CASE("an object is one, or null", "[mock][json_bean]") {
  const auto begin = [](const std::string& text) {
    JsonReader json(text);
    try {
      return std::string(begin_object(json, "Bean") ? "begun" : "null");
    } catch (const JsonFailure& failure) {
      return std::string(failure.what());
    }
  };
  const std::string no =
      "Cannot construct instance of `Bean` (although at least one Creator "
      "exists): no ";
  CHECK(begin("{}") == "begun");
  CHECK(begin("null") == "null");
  CHECK(begin("") == "No content to map due to end-of-input");
  CHECK(begin("1") == no + "int/Int-argument constructor/factory method to "
                           "deserialize from Number value (1)");
  CHECK(begin("2147483648") == no + "long/Long-argument constructor/factory "
                                    "method to deserialize from Number value "
                                    "(2147483648)");
  CHECK(begin("true") == no +
                             "boolean/Boolean-argument constructor/factory "
                             "method to deserialize from boolean value (true)");
}

TEST_CASE("a boolean has Jackson's spellings", "[mock][json_bean]") {
  const auto check = [](JsonReader& json) { check_boolean(json); };
  for (const char* text : {"true", "false", "null", "1", "\"True\"", "\"\""}) {
    CAPTURE(text);
    CHECK(sentence_of(text, check).empty());
  }
  CHECK(sentence_of("\"yes\"", check).find("only \"true\"/\"True\"/\"TRUE\"") !=
        std::string::npos);
  CHECK(sentence_of("1.5", check) ==
        "Cannot deserialize value of type `boolean` from Floating-point value "
        "(token `JsonToken.VALUE_NUMBER_FLOAT`)");
}
