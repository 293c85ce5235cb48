#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock/front/json_reader.h"

// Fields of Java objects out of JSON, as Jackson takes them: it is content with
// a number for a string, and with a string for a number. All throw JsonFailure.
namespace pulsarws::mock {

// Nothing for null. What comes out is of the reader's life.
std::optional<std::string_view> read_string(JsonReader& json);

// The range of a Java type, and its name in sentences.
struct IntegerType {
  const char* name;    // "long", or "java.lang.Integer"
  const char* number;  // "long", or "int"
  std::int64_t least;
  std::int64_t most;
};
extern const IntegerType kJavaLong;
extern const IntegerType kJavaInteger;

// Nothing for null and for an empty string.
std::optional<std::int64_t> read_integer(JsonReader& json,
                                         const IntegerType& type);

void check_boolean(JsonReader& json);

struct StringEntry {
  std::string_view key;
  std::optional<std::string_view> value;
};
using StringMap = std::vector<StringEntry>;
std::optional<StringMap> read_string_map(JsonReader& json);

using StringList = std::vector<std::optional<std::string_view>>;
std::optional<StringList> read_string_list(JsonReader& json);

// Begins an object of the class: true where one has begun, false for null.
bool begin_object(JsonReader& json, const char* java_class);

// Reads one: `read_field(name)` reads the value at hand, or says false where
// there is no such field.
template <typename ReadField>
bool read_object(JsonReader& json, const char* java_class,
                 ReadField read_field) {
  if (!begin_object(json, java_class)) return false;
  while (json.next() == JsonReader::Token::kFieldName) {
    const std::string_view name = json.text();
    json.next();
    try {
      if (read_field(name)) continue;
    } catch (JsonFailure& failure) {
      failure.met_in(java_class + ("[\"" + std::string(name) + "\"]"));
      throw;
    }
    json.skip_children();
  }
  return true;
}

}  // namespace pulsarws::mock
