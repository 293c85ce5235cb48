#include "mock/front/java_base64.h"

#include <cstdint>
#include <cstdio>

#include "core/wire/base64.h"

namespace pulsarws::mock {
namespace {

constexpr std::uint32_t kNoDigit = 64;

std::uint32_t digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
  if (c == '+') return 62;
  if (c == '/') return 63;
  return kNoDigit;
}

// A character a byte, as Java has it: what is beyond Latin-1 is a question
// mark.
std::string latin1(std::string_view utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    if (first < 0x80) {
      bytes += utf8[i];
    } else if (first < 0xc4 && i + 1 < utf8.size()) {
      const auto second = static_cast<unsigned char>(utf8[i + 1]);
      bytes += static_cast<char>((first & 3) << 6 | (second & 0x3f));
    } else if (first >= 0xc4) {
      bytes += first >= 0xf0 ? "??" : "?";
    }
    if (first >= 0x80) {
      while (i + 1 < utf8.size() &&
             (static_cast<unsigned char>(utf8[i + 1]) & 0xc0) == 0x80) {
        ++i;
      }
    }
  }
  return bytes;
}

std::string signed_hex(char c) {
  const unsigned byte = static_cast<unsigned char>(c);
  const int value = static_cast<int>(byte) - (byte > 0x7f ? 0x100 : 0);
  char text[8];
  std::snprintf(text, sizeof text, value < 0 ? "-%x" : "%x",
                static_cast<unsigned>(value < 0 ? -value : value));
  return text;
}

Base64Outcome refusal(std::string sentence) {
  return {{}, std::move(sentence)};
}

// As Java goes over it: `left` counts how many bits of a group of 24 are still
// to come, less six.
Base64Outcome decode_slowly(std::string_view text) {
  const std::string from = latin1(text);
  if (from.size() == 1) {
    return refusal(
        "Input byte[] should at least have 2 bytes for base64 bytes");
  }
  std::string bytes;
  std::uint32_t bits = 0;
  int left = 18;
  std::size_t at = 0;
  while (at < from.size()) {
    const char c = from[at++];
    if (c == '=') {
      const bool one_more = left != 6 || (at < from.size() && from[at] == '=');
      if (left == 18 || !one_more) {
        return refusal("Input byte array has wrong 4-byte ending unit");
      }
      if (left == 6) ++at;
      break;
    }
    const std::uint32_t digit = digit_of(c);
    if (digit == kNoDigit) {
      return refusal("Illegal base64 character " + signed_hex(c));
    }
    bits |= digit << left;
    left -= 6;
    if (left >= 0) continue;
    for (const int shift : {16, 8, 0}) {
      bytes += static_cast<char>(bits >> shift & 0xff);
    }
    bits = 0;
    left = 18;
  }
  if (left == 12) {
    return refusal("Last unit does not have enough valid bits");
  }
  if (left != 18) bytes += static_cast<char>(bits >> 16 & 0xff);
  if (left == 0) bytes += static_cast<char>(bits >> 8 & 0xff);
  if (at < from.size()) {
    return refusal("Input byte array has incorrect ending byte at " +
                   std::to_string(at));
  }
  return {std::move(bytes), {}};
}

}  // namespace

Base64Outcome decode_java_base64(std::string_view text) {
  if (auto bytes = wire::decode_base64(text)) return {std::move(*bytes), {}};
  return decode_slowly(text);
}

}  // namespace pulsarws::mock
