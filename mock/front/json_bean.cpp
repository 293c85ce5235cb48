#include "mock/front/json_bean.h"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <unordered_map>

namespace pulsarws::mock {
namespace {

using Token = JsonReader::Token;

// How Jackson calls the token at hand: "Array value (token ...)".
std::string shape_of(Token token) {
  switch (token) {
    case Token::kStartObject:
      return "Object value (token `JsonToken.START_OBJECT`)";
    case Token::kStartArray:
      return "Array value (token `JsonToken.START_ARRAY`)";
    case Token::kInteger:
      return "Integer value (token `JsonToken.VALUE_NUMBER_INT`)";
    case Token::kFloat:
      return "Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)";
    case Token::kTrue:
      return "Boolean value (token `JsonToken.VALUE_TRUE`)";
    case Token::kFalse:
      return "Boolean value (token `JsonToken.VALUE_FALSE`)";
    default:
      return "String value (token `JsonToken.VALUE_STRING`)";
  }
}

JsonFailure cannot_deserialize(const JsonReader& json,
                               const std::string& type) {
  return json.misfit("Cannot deserialize value of type `" + type + "` from " +
                     shape_of(json.token()));
}

bool is_structure(Token token) {
  return token == Token::kStartObject || token == Token::kStartArray;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// A string where a list or a map is wanted.
JsonFailure no_creator(JsonReader& json, const std::string& type,
                       const std::string& in_refusals) {
  const std::string_view text = json.text();
  if (is_blank(text)) {
    return json.misfit("Cannot coerce empty String (\"\") to " + in_refusals +
                       " (but could if coercion was enabled using "
                       "`CoercionConfig`)");
  }
  return json.misfit(
      "Cannot construct instance of `" + type +
      "` (although at least one Creator exists): no String-argument "
      "constructor/factory method to deserialize from String value ('" +
      std::string(text) + "')");
}

JsonFailure out_of_range(const JsonReader& json, std::string_view digits,
                         const IntegerType& type) {
  return json.misfit_behind("Numeric value (" + std::string(digits) +
                            ") out of range of " + type.number + " (" +
                            std::to_string(type.least) + " - " +
                            std::to_string(type.most) + ")");
}

std::optional<std::int64_t> integer_in(std::string_view digits,
                                       const IntegerType& type) {
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  std::int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  if (number < type.least || number > type.most) return std::nullopt;
  return number;
}

std::optional<std::int64_t> integer_of_string(JsonReader& json,
                                              const IntegerType& type) {
  std::string_view text = json.text();
  if (is_blank(text)) return std::nullopt;
  const std::size_t first = text.find_first_not_of(' ');
  const std::size_t last = text.find_last_not_of(' ');
  const auto number = integer_in(text.substr(first, last + 1 - first), type);
  if (number) return number;
  throw json.misfit("Cannot deserialize value of type `" +
                    std::string(type.name) + "` from String \"" +
                    std::string(text) + "\": not a valid `" + type.name +
                    "` value");
}

std::string number_kind(const JsonReader& json, std::string_view digits) {
  if (json.token() == Token::kFloat) return "double/Double";
  if (integer_in(digits, kJavaInteger)) return "int/Int";
  return integer_in(digits, kJavaLong) ? "long/Long" : "BigInteger/BigInteger";
}

// Where the keys of a large map are.
using Places = std::unordered_map<std::string_view, std::size_t>;
constexpr std::size_t kSmallMap = 16;

// Of a key that comes twice the last value counts, in the first one's place.
void put(StringMap& map, Places& places, StringEntry entry) {
  if (map.size() < kSmallMap) {
    for (StringEntry& known : map) {
      if (known.key != entry.key) continue;
      known.value = entry.value;
      return;
    }
  } else {
    for (std::size_t i = places.size(); i < map.size(); ++i) {
      places.emplace(map[i].key, i);
    }
    const auto found = places.find(entry.key);
    if (found != places.end()) {
      map[found->second].value = entry.value;
      return;
    }
  }
  map.push_back(entry);
}

}  // namespace

const IntegerType kJavaLong = {"long", "long",
                               std::numeric_limits<std::int64_t>::min(),
                               std::numeric_limits<std::int64_t>::max()};
const IntegerType kJavaInteger = {"java.lang.Integer", "int",
                                  std::numeric_limits<std::int32_t>::min(),
                                  std::numeric_limits<std::int32_t>::max()};

std::optional<std::string_view> read_string(JsonReader& json) {
  if (json.token() == Token::kNull) return std::nullopt;
  if (is_structure(json.token())) {
    throw cannot_deserialize(json, "java.lang.String");
  }
  return json.text();
}

std::optional<std::int64_t> read_integer(JsonReader& json,
                                         const IntegerType& type) {
  switch (json.token()) {
    case Token::kNull:
      return std::nullopt;
    case Token::kString:
      return integer_of_string(json, type);
    case Token::kInteger: {
      const auto number = integer_in(json.text(), type);
      if (!number) throw out_of_range(json, json.text(), type);
      return number;
    }
    case Token::kFloat: {
      const std::string digits(json.text());
      const double number = std::strtod(digits.c_str(), nullptr);
      if (number < static_cast<double>(type.least) ||
          number >= static_cast<double>(type.most) + 1) {
        throw out_of_range(json, digits, type);
      }
      return static_cast<std::int64_t>(number);
    }
    default:
      throw cannot_deserialize(json, type.name);
  }
}

void check_boolean(JsonReader& json) {
  if (is_structure(json.token())) throw cannot_deserialize(json, "boolean");
  if (json.token() == Token::kFloat) throw cannot_deserialize(json, "boolean");
  if (json.token() != Token::kString) return;
  const std::string_view text = json.text();
  for (const std::string_view known :
       {"true", "True", "TRUE", "false", "False", "FALSE", ""}) {
    if (text == known) return;
  }
  throw json.misfit(
      "Cannot deserialize value of type `boolean` from String \"" +
      std::string(text) +
      "\": only \"true\"/\"True\"/\"TRUE\" or \"false\"/\"False\"/\"FALSE\" "
      "recognized");
}

std::optional<StringMap> read_string_map(JsonReader& json) {
  static const std::string kClass = "java.util.LinkedHashMap";
  if (json.token() == Token::kNull) return std::nullopt;
  if (json.token() == Token::kString) {
    throw no_creator(json, kClass, "element of `" + kClass + "`");
  }
  if (json.token() != Token::kStartObject) {
    throw cannot_deserialize(json,
                             kClass + "<java.lang.String,java.lang.String>");
  }
  StringMap map;
  Places places;
  while (json.next() == Token::kFieldName) {
    const std::string_view key = json.text();
    json.next();
    try {
      put(map, places, {key, read_string(json)});
    } catch (JsonFailure& failure) {
      failure.met_in(kClass + "[\"" + std::string(key) + "\"]");
      throw;
    }
  }
  return map;
}

std::optional<StringList> read_string_list(JsonReader& json) {
  static const std::string kClass = "java.util.ArrayList";
  if (json.token() == Token::kNull) return std::nullopt;
  if (json.token() == Token::kString) {
    throw no_creator(json, kClass, "element of `" + kClass + "`");
  }
  if (json.token() != Token::kStartArray) {
    throw cannot_deserialize(json, kClass + "<java.lang.String>");
  }
  StringList list;
  try {
    while (json.next() != Token::kEndArray) list.push_back(read_string(json));
  } catch (JsonFailure& failure) {
    failure.met_in(kClass + "[" + std::to_string(list.size()) + "]");
    throw;
  }
  return list;
}

bool begin_object(JsonReader& json, const char* java_class) {
  const std::string type = java_class;
  switch (json.next()) {
    case Token::kNothing:
      throw json.misfit("No content to map due to end-of-input");
    case Token::kNull:
      return false;
    case Token::kStartObject:
      return true;
    case Token::kString:
      throw no_creator(json, type, "`" + type + "` value");
    case Token::kStartArray:
      throw cannot_deserialize(json, type);
    default:
      break;
  }
  const std::string text(json.text());
  const bool is_number =
      json.token() == Token::kInteger || json.token() == Token::kFloat;
  throw json.misfit(
      "Cannot construct instance of `" + type +
      "` (although at least one Creator exists): no " +
      (is_number ? number_kind(json, text) : "boolean/Boolean") +
      "-argument constructor/factory method to deserialize from " +
      (is_number ? "Number" : "boolean") + " value (" + text + ")");
}

}  // namespace pulsarws::mock
