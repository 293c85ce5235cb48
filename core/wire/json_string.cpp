#include "core/wire/json_string.h"

#include <array>
#include <cstring>

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

char* write_escaped(char* to, char character) {
  constexpr char kHex[] = "0123456789abcdef";
  *to++ = '\\';
  switch (character) {
    case '\b':
      *to++ = 'b';
      break;
    case '\f':
      *to++ = 'f';
      break;
    case '\n':
      *to++ = 'n';
      break;
    case '\r':
      *to++ = 'r';
      break;
    case '\t':
      *to++ = 't';
      break;
    case '"':
    case '\\':
      *to++ = character;
      break;
    default:
      *to++ = 'u';
      *to++ = '0';
      *to++ = '0';
      *to++ = kHex[character >> 4];
      *to++ = kHex[character & 15];
  }
  return to;
}

char* write_plain(char* to, std::string_view text) {
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

}  // namespace

char* write_json_string(char* to, std::string_view text) {
  *to++ = '"';
  std::size_t plain = 0;  // where the run begins that needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (size_of(text[i]) == 1) continue;
    to = write_plain(to, text.substr(plain, i - plain));
    to = write_escaped(to, text[i]);
    plain = i + 1;
  }
  to = write_plain(to, text.substr(plain));
  *to++ = '"';
  return to;
}

void append_json_string(std::string& out, std::string_view text) {
  const std::size_t at = out.size();
  out.resize(at + json_string_size(text));
  write_json_string(&out[at], text);
}

std::size_t json_string_size(std::string_view text) {
  std::size_t size = 2;
  for (const char character : text) size += size_of(character);
  return size;
}

}  // namespace pulsarws::wire
