#pragma once

#include <string_view>

namespace pulsarws::wire {

struct PropertyView {
  std::string_view key;
  std::string_view value;
};

}  // namespace pulsarws::wire
