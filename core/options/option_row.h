#pragma once

#include <cstdint>

namespace pulsarws {

// Whose option it is. The numbers are the C API's.
enum class OptionsKind : std::int32_t {
  kClient = 1,
  kProducer = 2,
  kConsumer = 3,
  kReader = 4,
};

// "client", "producer", "consumer", "reader".
constexpr const char* options_kind_name(OptionsKind kind) noexcept {
  switch (kind) {
    case OptionsKind::kClient:
      return "client";
    case OptionsKind::kProducer:
      return "producer";
    case OptionsKind::kConsumer:
      return "consumer";
    case OptionsKind::kReader:
      return "reader";
  }
  return "";
}

enum class OptionType : std::uint8_t {
  kText,
  kSecret,  // text that never shows in a log or an error
  kPem,     // PEM text, of many lines
  kSecretPem,
  kHeaderFields,  // secret; lines "Name: value"
  kBoolean,
  kInteger,
  kMilliseconds,
  kBytes,
  kChoice,
};

// Whether a value must not be shown.
constexpr bool is_secret(OptionType type) noexcept {
  return type == OptionType::kSecret || type == OptionType::kSecretPem ||
         type == OptionType::kHeaderFields;
}

// Whether a value is a whole number in a range.
constexpr bool is_number(OptionType type) noexcept {
  return type == OptionType::kInteger || type == OptionType::kMilliseconds ||
         type == OptionType::kBytes;
}

// One option: all that the parser, the documentation and the URLs know of it.
struct OptionRow {
  OptionsKind kind;
  const char* name;
  OptionType type;
  std::int64_t minimum;       // of a number
  std::int64_t maximum;       // of a number
  const char* choices;        // kChoice: separated by '|'
  const char* default_value;  // null: none
  const char* query;          // the query parameter it becomes; null: none
  const char* sentence;       // what it does, for docs/options.md
};

}  // namespace pulsarws
