#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/net/io.h"
#include "mock/plain/plain_topic.h"

namespace pulsarws::mock::plain {

std::int64_t now_ms();
// "tenant/namespace" of a full topic name.
std::string namespace_of(const std::string& topic);

// All that is stored, and the time.
class World {
 public:
  World(IoContext& io_, bool deduplication_, std::size_t retain_)
      : io(io_), deduplication(deduplication_), retain(retain_) {}

  IoContext& io;
  const bool deduplication;
  const std::size_t retain;
  std::map<std::string, std::unique_ptr<Topic>> topics;
  std::map<std::string, std::int32_t> partitioned;
  std::set<std::string> tenants = {"public", "pulsar"};
  std::set<std::string> namespaces = {"public/default", "pulsar/system"};
  // By namespace and name, in JSON.
  std::map<std::string, std::map<std::string, std::string>> policies;
  std::set<PlainConsumer*> pattern_consumers;

  Topic* find(const std::string& name);
  Topic& get(const std::string& name);
  // The topic itself, or all its partitions.
  std::vector<std::string> partitions_of(const std::string& name) const;
  std::string policy(const std::string& topic, const std::string& name) const;
  // Why there cannot be such a topic.
  std::optional<BrokerRefusal> refusal_of(const std::string& topic);

  std::string unique_name(const std::string& prefix) {
    return prefix + std::to_string(++last_name_);
  }
  void later(std::int64_t milliseconds, std::function<void()> what);
  void soon(std::function<void()> what);

 private:
  std::int64_t last_ledger_ = 10;
  std::int64_t last_name_ = 0;
};

}  // namespace pulsarws::mock::plain
