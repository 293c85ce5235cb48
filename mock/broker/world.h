#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mock/broker/clock.h"
#include "mock/broker/topic.h"

namespace pulsarws::mock::broker {

// "tenant/namespace" of a full topic name.
std::string namespace_of(const std::string& topic);

// Who wants to know of topics that come to be.
class TopicWatcher {
 public:
  virtual ~TopicWatcher() = default;
  virtual void see_topic(Topic& topic) = 0;
};

// Which tenants, namespaces and topics there are, and their policies.
class World {
 public:
  World(Clock& clock, bool deduplication, std::size_t retain)
      : clock_(clock), deduplication_(deduplication), retain_(retain) {}

  std::map<std::string, std::unique_ptr<Topic>> topics;
  std::map<std::string, std::int32_t> partitioned;
  std::set<std::string> tenants = {"public", "pulsar"};
  std::set<std::string> namespaces = {"public/default", "pulsar/system"};
  // By namespace and name, in JSON.
  std::map<std::string, std::map<std::string, std::string>> policies;
  std::set<TopicWatcher*> watchers;

  Clock& clock() const { return clock_; }
  Topic* find(const std::string& name);
  // Made where there is none.
  Topic& get(const std::string& name);
  // The topic itself, or all its partitions.
  std::vector<std::string> partitions_of(const std::string& name) const;
  std::string policy(const std::string& topic, const std::string& name) const;
  bool deduplicates(const std::string& topic) const;
  // Why there cannot be such a topic.
  std::optional<BrokerRefusal> refusal_of(const std::string& topic);
  std::string unique_name(const std::string& prefix) {
    return prefix + std::to_string(++last_name_);
  }

 private:
  Clock& clock_;
  const bool deduplication_;
  const std::size_t retain_;
  std::int64_t last_ledger_ = 10;
  std::int64_t last_name_ = 0;
};

}  // namespace pulsarws::mock::broker
