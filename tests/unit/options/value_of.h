#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/options/options.h"

namespace pulsarws::testing {

// The option's value as text; nothing where it has none.
inline std::optional<std::string> value_of(const Options& options,
                                           std::string_view name) {
  auto value = options.get(name);
  if (!value || !*value) return std::nullopt;
  return std::string(*value);
}

}  // namespace pulsarws::testing
