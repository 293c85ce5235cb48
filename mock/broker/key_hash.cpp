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

// Of a key that is UTF-8, as all are that came as JSON.
std::uint32_t next_point(const std::string& key, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(key[at++]);
  if (lead < 0xc0) return lead;
  std::size_t more = 1;
  if (lead >= 0xe0) more = lead >= 0xf0 ? 3 : 2;
  std::uint32_t point = lead & (0x3fU >> more);
  for (; more > 0 && at < key.size(); --more) {
    point = point << 6 | (static_cast<unsigned char>(key[at++]) & 0x3fU);
  }
  return point;
}

}  // namespace

// Of UTF-16.
std::uint32_t java_string_hash(const std::string& key) {
  std::uint32_t hash = 0;
  const auto add = [&hash](std::uint32_t unit) { hash = 31 * hash + unit; };
  for (std::size_t at = 0; at < key.size();) {
    const std::uint32_t point = next_point(key, at);
    if (point >= 0x10000) {
      add(0xd7c0 + (point >> 10));
      add(0xdc00 + (point & 0x3ff));
    } else {
      add(point);
    }
  }
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
