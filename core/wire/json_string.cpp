#include "core/wire/json_string.h"

#include <array>

namespace pulsarws::wire {
namespace {

// For each byte, how many characters it takes within a JSON string: 1 as it
// is, 2 as in \n, 6 as in \u0001.
constexpr std::array<unsigned char, 256> make_sizes() {
  std::array<unsigned char, 256> sizes{};
  for (std::size_t byte = 0; byte < sizes.size(); ++byte) {
    sizes[byte] = byte < 0x20 ? 6 : 1;
  }
  for (const char byte : {'"', '\\', '\b', '\f', '\n', '\r', '\t'}) {
    sizes[static_cast<unsigned char>(byte)] = 2;
  }
  return sizes;
}

constexpr std::array<unsigned char, 256> kSizes = make_sizes();

std::size_t size_of(char character) {
  return kSizes[static_cast<unsigned char>(character)];
}

void append_escaped(std::string& out, char character) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '\\';
  switch (character) {
    case '\b':
      out += 'b';
      break;
    case '\f':
      out += 'f';
      break;
    case '\n':
      out += 'n';
      break;
    case '\r':
      out += 'r';
      break;
    case '\t':
      out += 't';
      break;
    case '"':
    case '\\':
      out += character;
      break;
    default:
      out += "u00";
      out += kHex[character >> 4];
      out += kHex[character & 15];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // where the run begins that needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (size_of(text[i]) == 1) continue;
    out.append(text, plain, i - plain);
    append_escaped(out, text[i]);
    plain = i + 1;
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

std::size_t json_string_size(std::string_view text) {
  std::size_t size = 2;
  for (const char character : text) size += size_of(character);
  return size;
}

}  // namespace pulsarws::wire
