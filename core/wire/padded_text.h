#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace pulsarws::wire {

// How many bytes behind a text a parser may read, whatever stands there.
inline constexpr std::size_t kTextPadding = 64;

// Keeps a copy of one text with the padding behind it; its memory is kept for
// the next.
class PaddedText {
 public:
  // The copy, until the next call.
  std::string_view copy(std::string_view text) {
    if (!place_ || text.size() > capacity_) grow(text.size());
    if (!text.empty()) std::memcpy(place_.get(), text.data(), text.size());
    return {place_.get(), text.size()};
  }

 private:
  static constexpr std::size_t kSmallest = 4096;

  void grow(std::size_t size) {
    const std::size_t capacity = std::max({size, capacity_ * 2, kSmallest});
    place_.reset(new char[capacity + kTextPadding]);
    capacity_ = capacity;
    // All of it is read sooner or later, and some before it is written.
    std::memset(place_.get(), ' ', capacity + kTextPadding);
  }

  std::unique_ptr<char[]> place_;
  std::size_t capacity_ = 0;
};

}  // namespace pulsarws::wire
