#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/timers.h"
#include "core/options/choices.h"
#include "core/options/option_row.h"
#include "core/wire/header_fields.h"

namespace pulsarws {

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename Value>
inline constexpr bool kIsOptional<std::optional<Value>> = true;

// Whether an integer of this type can hold the number.
template <typename Integer>
constexpr bool can_hold(std::int64_t number) noexcept {
  if (number < 0 && !std::is_signed_v<Integer>) return false;
  return static_cast<std::int64_t>(static_cast<Integer>(number)) == number;
}

// Whether each of the row's values is a T.
template <typename T>
constexpr bool has_values_of(const OptionRow& row) noexcept {
  if constexpr (std::is_same_v<T, bool>) {
    return row.type == OptionType::kBoolean;
  } else if constexpr (std::is_same_v<T, Milliseconds>) {
    return row.type == OptionType::kMilliseconds;
  } else if constexpr (std::is_same_v<T, wire::HeaderFields>) {
    return row.type == OptionType::kHeaderFields;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return row.type == OptionType::kText || row.type == OptionType::kSecret ||
           row.type == OptionType::kPem || row.type == OptionType::kSecretPem;
  } else if constexpr (std::is_enum_v<T>) {
    return row.type == OptionType::kChoice && kWords<T> &&
           std::string_view(row.choices) == kWords<T>;
  } else {
    static_assert(std::is_integral_v<T>, "no option is read as such a type");
    return (row.type == OptionType::kInteger ||
            row.type == OptionType::kBytes) &&
           can_hold<T>(row.minimum) && can_hold<T>(row.maximum);
  }
}

// Whether the row can be read as a T: an optional where it has no default, and
// the value itself where it has one.
template <typename T>
constexpr bool reads_as(const OptionRow& row) noexcept {
  if constexpr (kIsOptional<T>) {
    return !row.default_value && has_values_of<typename T::value_type>(row);
  } else {
    return row.default_value && has_values_of<T>(row);
  }
}

// A key: which option to read of Options, and as what. option_keys.h has them.
template <typename T>
class Option {
 public:
  // A constant of a T that the row cannot be read as does not compile.
  constexpr explicit Option(const OptionRow& row) : row_(&row) {
    if (!reads_as<T>(row))
      throw std::logic_error("the option is of another type");
  }

  constexpr const OptionRow& row() const noexcept { return *row_; }
  constexpr const char* name() const noexcept { return row_->name; }

 private:
  const OptionRow* row_;
};

// A text without a default, as most are.
using TextOption = Option<std::optional<std::string>>;

}  // namespace pulsarws
