// Which partition a message goes to: hashingScheme and messageRoutingMode.
#include <chrono>
#include <cstdint>
#include <set>

#include "tests/broker/admin_api.h"
#include "tests/broker/content.h"
#include "tests/support/catch.h"

namespace pulsarws::testing {
namespace {

constexpr int kPartitions = 7;

// As Java's String.hashCode, for ASCII.
std::uint32_t java_string_hash(const std::string& text) {
  std::uint32_t hash = 0;
  for (const char c : text) hash = 31 * hash + static_cast<unsigned char>(c);
  return hash;
}

std::uint32_t rotated(std::uint32_t value, int bits) {
  return value << bits | value >> (32 - bits);
}

// MurmurHash3, x86, 32 bits, seed 0.
std::uint32_t murmur3_hash(const std::string& text) {
  const auto scrambled = [](std::uint32_t block) {
    return rotated(block * 0xcc9e2d51, 15) * 0x1b873593;
  };
  std::uint32_t hash = 0;
  std::uint32_t block = 0;
  std::size_t count = 0;
  for (const char c : text) {
    block |= std::uint32_t{static_cast<unsigned char>(c)} << 8 * (count % 4);
    if (++count % 4 != 0) continue;
    hash = rotated(hash ^ scrambled(block), 13) * 5 + 0xe6546b64;
    block = 0;
  }
  hash ^= scrambled(block);
  hash ^= static_cast<std::uint32_t>(count);
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return hash ^ hash >> 16;
}

int partition_for(std::uint32_t hash) {
  return static_cast<int>((hash & 0x7fffffff) % kPartitions);
}

int partition_of(const ReceiptHandle& receipt) {
  return pws_message_id_partition(pws_receipt_message_id(receipt.get()));
}

std::set<int> partitions_of(const ProducerHandle& producer, int messages) {
  std::set<int> partitions;
  for (int i = 0; i < messages; ++i) {
    partitions.insert(partition_of(send(producer, plain_text("x"))));
  }
  return partitions;
}

}  // namespace

TEST_CASE("hashingScheme: a key's hash picks its partition") {
  REQUIRE(murmur3_hash("hello") == 0x248bfa47);
  REQUIRE(java_string_hash("hello") == 99162322);
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("hashing");
  create_partitioned_topic(cluster, topic, kPartitions);
  const ClientHandle client = make_client(cluster);
  const ProducerHandle murmur =
      make_producer(client, topic, {{"hashingScheme", "Murmur3_32Hash"}});
  const ProducerHandle java =
      make_producer(client, topic, {{"hashingScheme", "JavaStringHash"}});
  int differ = 0;
  for (const char* key : {"a", "user-17", "hello", "order 4711", "Pulsar"}) {
    INFO(key);
    Content content = plain_text("x");
    content.key = key;
    const int by_murmur = partition_of(send(murmur, content));
    const int by_java = partition_of(send(java, content));
    CHECK(by_murmur == partition_for(murmur3_hash(key)));
    CHECK(by_java == partition_for(java_string_hash(key)));
    if (by_murmur != by_java) ++differ;
  }
  CHECK(differ > 0);
}

TEST_CASE("messageRoutingMode: messages without a key") {
  const Cluster cluster = plain_cluster();
  const std::string topic = unique_topic("routing");
  create_partitioned_topic(cluster, topic, kPartitions);
  const ClientHandle client = make_client(cluster);
  const auto partitions_with = [&](const Settings& settings) {
    return partitions_of(make_producer(client, topic, settings),
                         2 * kPartitions);
  };
  CHECK(partitions_with({{"messageRoutingMode", "RoundRobinPartition"}}) ==
        std::set<int>{0, 1, 2, 3, 4, 5, 6});
  CHECK(partitions_with({{"messageRoutingMode", "SinglePartition"}}).size() ==
        1);
  CHECK(partitions_with({}).size() == 1);
}

}  // namespace pulsarws::testing
