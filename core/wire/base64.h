#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pulsarws::wire {

// How many characters base64 of `size` bytes has, padding included.
constexpr std::size_t base64_encoded_size(std::size_t size) {
  return (size + 2) / 3 * 4;
}

// Writes the standard alphabet's base64 of `bytes`, padded, without breaks, and
// a zero behind it; returns the zero's place.
char* write_base64(char* to, std::string_view bytes);

// Appends the standard alphabet's base64 of `bytes`, padded, without breaks.
void append_base64(std::string& out, std::string_view bytes);

std::string encode_base64(std::string_view bytes);

// Decodes into `out`, which has room for text.size() / 4 * 3 bytes. Strict: the
// standard alphabet, padded, no white space, unused bits zero. Returns the
// number of bytes, or nothing where `text` is not such base64.
std::optional<std::size_t> decode_base64(std::string_view text, char* out);

std::optional<std::string> decode_base64(std::string_view text);

}  // namespace pulsarws::wire
