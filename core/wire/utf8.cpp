#include "core/wire/utf8.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/simdjson_at_exit.h"

namespace pulsarws::wire {

namespace {

// How many characters at the beginning are ASCII, in whole words of them.
std::size_t ascii_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t at = 0;
  while (text.size() - at >= sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kHighBits) != 0) return at;
    at += sizeof word;
  }
  return at;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  // Nearly all of it is, and simdjson has to be asked for under a lock.
  text.remove_prefix(ascii_prefix(text));
  const bool ascii = std::all_of(text.begin(), text.end(), [](char character) {
    return static_cast<unsigned char>(character) < 0x80;
  });
  if (ascii) return true;
  const SimdjsonInUse use;
  return !use || simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace pulsarws::wire
