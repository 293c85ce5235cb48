#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pulsarws {

// Whose option it is. The numbers are the C API's.
enum class OptionsKind : std::int32_t {
  kClient = 1,
  kProducer = 2,
  kConsumer = 3,
  kReader = 4,
};

enum class OptionType : std::uint8_t {
  kText,
  kSecret,  // text that never shows in a log or an error
  kPem,     // PEM text, of many lines
  kSecretPem,
  kHeaderFields,  // secret; lines "Name: value"
  kBoolean,
  kInteger,
  kChoice,
};

// Whether a value must not be shown.
constexpr bool is_secret(OptionType type) noexcept {
  return type == OptionType::kSecret || type == OptionType::kSecretPem ||
         type == OptionType::kHeaderFields;
}

// One option: all that the parser, the documentation and the URLs know of it.
struct OptionRow {
  OptionsKind kind;
  const char* name;
  OptionType type;
  std::int64_t minimum;       // kInteger
  std::int64_t maximum;       // kInteger
  const char* choices;        // kChoice: separated by '|'
  const char* default_value;  // null: none
  const char* query;          // the query parameter it becomes; null: none
  const char* sentence;       // what it does, for docs/options.md
};

struct OptionTable {
  const OptionRow* rows;
  std::size_t count;

  const OptionRow* begin() const noexcept { return rows; }
  const OptionRow* end() const noexcept { return rows + count; }
};

OptionTable option_table() noexcept;

// Null where there is none.
const OptionRow* find_option(OptionsKind kind, std::string_view name) noexcept;

// "client", "producer", "consumer", "reader".
const char* options_kind_name(OptionsKind kind) noexcept;

}  // namespace pulsarws
