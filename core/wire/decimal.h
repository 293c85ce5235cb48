#pragma once

#include <charconv>
#include <cstddef>
#include <string_view>

namespace pulsarws::wire {

// A decimal number's digits.
class Decimal {
 public:
  template <typename Integer>
  explicit Decimal(Integer value)
      : size_(static_cast<std::size_t>(
            std::to_chars(text_, text_ + sizeof text_, value).ptr - text_)) {}

  std::string_view text() const { return {text_, size_}; }

 private:
  char text_[20];
  std::size_t size_;
};

}  // namespace pulsarws::wire
