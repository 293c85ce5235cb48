#include "core/wire/base64.h"

#include <openssl/evp.h>

namespace pulsarws::wire {
namespace {

// OpenSSL counts in int, so longer texts go through it in pieces.
constexpr std::size_t kEncodePiece = std::size_t{3} << 28;
constexpr std::size_t kDecodePiece = std::size_t{1} << 30;

const unsigned char* as_unsigned(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

unsigned char* as_unsigned(char* text) {
  return reinterpret_cast<unsigned char*>(text);
}

// The 6 bits that a character stands for, -1 where it is not in the alphabet.
int sextet(char character) {
  if (character >= 'A' && character <= 'Z') return character - 'A';
  if (character >= 'a' && character <= 'z') return character - 'a' + 26;
  if (character >= '0' && character <= '9') return character - '0' + 52;
  if (character == '+') return 62;
  if (character == '/') return 63;
  return -1;
}

// Whole groups without padding. OpenSSL skips white space at both ends and
// reads '=' as zero bits, hence the two checks around it.
bool decode_groups(std::string_view text, char* out) {
  if (text.find('=') != std::string_view::npos) return false;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, kDecodePiece);
    const int expected = static_cast<int>(piece.size() / 4 * 3);
    if (EVP_DecodeBlock(as_unsigned(out), as_unsigned(piece.data()),
                        static_cast<int>(piece.size())) != expected) {
      return false;
    }
    out += expected;
    text.remove_prefix(piece.size());
  }
  return true;
}

// The group that may be padded. By hand, because OpenSSL checks neither where
// the padding stands nor the bits that it leaves unused.
std::optional<std::size_t> decode_last_group(std::string_view group,
                                             char* out) {
  std::size_t digits = 4;
  while (digits > 2 && group[digits - 1] == '=') --digits;

  unsigned bits = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int value = sextet(group[i]);
    if (value < 0) return std::nullopt;
    bits |= static_cast<unsigned>(value) << (18 - 6 * i);
  }
  const std::size_t bytes = digits - 1;
  if ((bits & ((1u << (24 - 8 * bytes)) - 1)) != 0) return std::nullopt;
  for (std::size_t i = 0; i < bytes; ++i) {
    out[i] = static_cast<char>(bits >> (16 - 8 * i));
  }
  return bytes;
}

}  // namespace

char* write_base64(char* to, std::string_view bytes) {
  *to = '\0';
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kEncodePiece);
    to += EVP_EncodeBlock(as_unsigned(to), as_unsigned(piece.data()),
                          static_cast<int>(piece.size()));
    bytes.remove_prefix(piece.size());
  }
  return to;
}

void append_base64(std::string& out, std::string_view bytes) {
  const std::size_t at = out.size();
  out.resize(at + base64_encoded_size(bytes.size()));
  write_base64(&out[at], bytes);  // the zero is the string's own
}

std::string encode_base64(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  return text;
}

std::optional<std::size_t> decode_base64(std::string_view text, char* out) {
  if (text.empty()) return 0;
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t last = text.size() - 4;
  if (!decode_groups(text.substr(0, last), out)) return std::nullopt;
  const std::size_t bytes = last / 4 * 3;
  const auto tail = decode_last_group(text.substr(last), out + bytes);
  if (!tail) return std::nullopt;
  return bytes + *tail;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const auto size = decode_base64(text, bytes.data());
  if (!size) return std::nullopt;
  bytes.resize(*size);
  return bytes;
}

}  // namespace pulsarws::wire
