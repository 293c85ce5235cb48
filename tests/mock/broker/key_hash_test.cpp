#include "mock/broker/key_hash.h"

#include "tests/support/catch.h"

using pulsarws::mock::broker::java_string_hash;
using pulsarws::mock::broker::murmur3_hash;

TEST_CASE("a key's hash is that of Java's String, not negative",
          "[mock][key_hash]") {
  CHECK(java_string_hash("") == 0);
  CHECK(java_string_hash("a") == 97);
  CHECK(java_string_hash("key-1") == 101943363);
  // "polygenelubricants".hashCode() is the least there is.
  CHECK(java_string_hash("polygenelubricants") == 0);
}

TEST_CASE("Java's hash is of UTF-16", "[mock][key_hash]") {
  CHECK(java_string_hash("\xc3\xa9") == 0xe9);
  CHECK(java_string_hash("\xe2\x82\xac") == 0x20ac);
  // A surrogate pair: U+1F600.
  CHECK(java_string_hash("\xf0\x9f\x98\x80") == 31 * 0xd83d + 0xde00);
}

TEST_CASE("a key's Murmur hash is that of MurmurHash3", "[mock][key_hash]") {
  CHECK(murmur3_hash("") == 0);
  // The published ones of seed 0, without their sign.
  CHECK(murmur3_hash("test") == (0xba6bd213U & 0x7fffffffU));
  CHECK(murmur3_hash("Hello, world!") == (0xc0363e43U & 0x7fffffffU));
}
