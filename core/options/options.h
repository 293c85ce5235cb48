#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/options/option.h"
#include "core/wire/endpoint_url.h"

namespace pulsarws {

// Values for the options of one kind. Every value in it is valid.
class Options {
 public:
  explicit Options(OptionsKind kind) : kind_(kind) {}

  OptionsKind kind() const noexcept { return kind_; }

  // kUnknownOption or kInvalidOptionValue; nothing is changed then. Without a
  // value the default is back.
  Error set(std::string_view name, std::optional<std::string_view> value);

  // What was set, or the default, as text; null where neither is there.
  Result<const char*> get(std::string_view name) const;
  const char* get(const OptionRow& row) const noexcept;

  // The same as a value, for a key of option_keys.h of this kind.
  template <typename T>
  T operator[](const Option<T>& option) const;

  // What stands in the handshake's query, in the table's order.
  wire::Query query() const;

  // Rules that hold between options: kInvalidOptionValue where one is broken.
  Error check() const;

 private:
  const OptionsKind kind_;
  std::map<const OptionRow*, std::string> values_;
};

// Where the word stands among those that '|' separates; npos: nowhere.
std::size_t place_of(std::string_view word, std::string_view words) noexcept;

// What a text says that is a valid value.
std::int64_t integer_in(std::string_view value) noexcept;
wire::HeaderFields header_fields_in(std::string_view value);

template <typename T>
T value_in(std::string_view text) {
  if constexpr (std::is_same_v<T, std::string>) {
    return std::string(text);
  } else if constexpr (std::is_same_v<T, bool>) {
    return text == "true";
  } else if constexpr (std::is_same_v<T, Milliseconds>) {
    return Milliseconds(integer_in(text));
  } else if constexpr (std::is_same_v<T, wire::HeaderFields>) {
    return header_fields_in(text);
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<T>(place_of(text, kWords<T>));
  } else {
    return static_cast<T>(integer_in(text));
  }
}

template <typename T>
T Options::operator[](const Option<T>& option) const {
  const char* text = get(option.row());
  if constexpr (kIsOptional<T>) {
    return text ? T(value_in<typename T::value_type>(text)) : T();
  } else {
    return value_in<T>(text);
  }
}

}  // namespace pulsarws
