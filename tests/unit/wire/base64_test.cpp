#include "core/wire/base64.h"

#include <memory>
#include <random>
#include <string>

#include "tests/support/catch.h"

using pulsarws::wire::append_base64;
using pulsarws::wire::base64_encoded_size;
using pulsarws::wire::decode_base64;
using pulsarws::wire::encode_base64;

namespace {

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace

TEST_CASE("RFC 4648's vectors encode and decode", "[base64]") {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(encode_base64(bytes) == text);
    CHECK(base64_encoded_size(std::string(bytes).size()) ==
          std::string(text).size());
    const auto decoded = decode_base64(text);
    REQUIRE(decoded.has_value());
    CHECK(*decoded == bytes);
  }
}

TEST_CASE("every byte value survives base64", "[base64]") {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  CHECK(decode_base64(encode_base64(bytes)) == bytes);
}

TEST_CASE("the whole alphabet is used", "[base64]") {
  const std::string text =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto bytes = decode_base64(text);
  REQUIRE(bytes.has_value());
  CHECK(bytes->size() == 48);
  CHECK(encode_base64(*bytes) == text);
  CHECK(decode_base64("++//") == std::string("\xfb\xef\xff"));
}

TEST_CASE("random bytes of every small size survive base64", "[base64]") {
  std::mt19937 random(20260214);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string bytes = random_bytes(random, size);
    const std::string text = encode_base64(bytes);
    CHECK(text.size() == base64_encoded_size(size));
    CHECK(decode_base64(text) == bytes);
  }
}

TEST_CASE("a mebibyte survives base64", "[base64]") {
  std::mt19937 random(7);
  const std::string bytes = random_bytes(random, 1 << 20);
  CHECK((decode_base64(encode_base64(bytes)) == bytes));
}

TEST_CASE("base64 is appended to what is there", "[base64]") {
  std::string out = "before ";
  append_base64(out, "foob");
  append_base64(out, "");
  append_base64(out, "ar!");
  CHECK(out == "before Zm9vYg==YXIh");
}

TEST_CASE("decoding writes no byte beyond its room", "[base64]") {
  // A sanitizer watches the array's end.
  for (const std::string text : {"Zg==", "Zm8=", "Zm9v", "Zm9vYg=="}) {
    std::unique_ptr<char[]> room(new char[text.size() / 4 * 3]);
    CHECK(decode_base64(text, room.get()).has_value());
  }
}

TEST_CASE("what is not strict base64 is refused", "[base64]") {
  const std::string texts[] = {
      // Sizes that are no whole groups.
      "Z", "Zg", "Zg=", "Zm9vY", "Zm9vYg=",
      // Padding where it must not stand.
      "====", "Z===", "A===", "Zm9vA===", "=m9v", "Zg=v", "Zg==Zm9v",
      "Zm8=Zm9v", "Z=9vZm9v", "Zm9v====", "Zm9v=Zg=",
      // Unused bits that are not zero.
      "Zh==", "Zm9=", "Zm9vYh==", "Zm9vYmF=",
      // Other alphabets and other characters.
      "Zm-_", "Zm9v-_-_", "Zm9!", "Zm9!Zm9v", "Zm\xc3\xa4Zm9v", "Zm9\xff",
      // White space, which OpenSSL skips.
      "    ", "    Zm9v", "Zm9v    ", "Zm9vZm9v    ", "    Zm9vZm9v",
      "Zm9v\n\n\n\n", "Zm9v\r\n\r\nZm9v", " Zm9", "Zm9 ", "Zm9v Zm9vYmF",
      "\tZm9vZm", "Zm9vZm9\n", "Zm9\nZm9v",
      // The '-' that ends OpenSSL's streams.
      "Zm9v----", "Zm9-Zm9v", "Zm9v---=", "----Zm9v"};
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK_FALSE(decode_base64(text).has_value());
  }
  CHECK_FALSE(decode_base64(std::string("Zm9\0", 4)).has_value());
  CHECK_FALSE(decode_base64(std::string("\0\0\0\0Zm9v", 8)).has_value());
}

TEST_CASE("a foreign byte is refused wherever it stands", "[base64]") {
  const std::string good = encode_base64("twelve bytes");
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      const bool in_alphabet =
          (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
          (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
      std::string text = good;
      text[at] = static_cast<char>(byte);
      if (at == good.size() - 1 && byte == '=') continue;
      CAPTURE(at, byte);
      CHECK(decode_base64(text).has_value() == in_alphabet);
    }
  }
}
