#pragma once

#include <cstdint>
#include <string>

namespace pulsarws::mock::broker {

// Of a key, as Java's String and as Pulsar's Murmur3_32Hash have it; not
// negative.
std::uint32_t java_string_hash(const std::string& key);
std::uint32_t murmur3_hash(const std::string& key);

}  // namespace pulsarws::mock::broker
