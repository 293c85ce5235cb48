#include "mock/broker/key_hash.h"

#include <cstddef>

namespace pulsarws::mock::broker {
namespace {

std::uint32_t rotated(std::uint32_t value, int bits) {
  return value << bits | value >> (32 - bits);
}

std::uint32_t mixed(std::uint32_t block) {
  return rotated(block * 0xcc9e2d51, 15) * 0x1b873593;
}

}  // namespace

std::uint32_t java_string_hash(const std::string& key) {
  std::uint32_t hash = 0;
  for (const char c : key) hash = 31 * hash + static_cast<unsigned char>(c);
  return hash & 0x7fffffff;
}

// MurmurHash3 of 32 bits, seed 0.
std::uint32_t murmur3_hash(const std::string& key) {
  std::uint32_t hash = 0;
  std::size_t at = 0;
  for (; at + 4 <= key.size(); at += 4) {
    std::uint32_t block = 0;
    for (std::size_t i = 4; i-- > 0;) {
      block = block << 8 | static_cast<unsigned char>(key[at + i]);
    }
    hash = rotated(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
  }
  std::uint32_t tail = 0;
  for (std::size_t i = key.size(); i-- > at;) {
    tail = tail << 8 | static_cast<unsigned char>(key[i]);
  }
  hash ^= mixed(tail);
  hash ^= static_cast<std::uint32_t>(key.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return (hash ^ hash >> 16) & 0x7fffffff;
}

}  // namespace pulsarws::mock::broker
