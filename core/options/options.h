#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/options/option_table.h"
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

  // What was set, or the default; null where neither is there.
  Result<const char*> get(std::string_view name) const;

  // Typed, for options that the table has; nothing where no value is there.
  std::optional<std::string> text(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name) const;
  bool boolean(std::string_view name) const;

  // What stands in the handshake's query, in the table's order.
  wire::Query query() const;

  // Rules that hold between options: kInvalidOptionValue where one is broken.
  Error check() const;

 private:
  const OptionsKind kind_;
  std::map<const OptionRow*, std::string> values_;
};

}  // namespace pulsarws
