#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/wire/message_id.h"
#include "mock/front/broker_port.h"

// What the admin API asks of a broker, of which it tells as much as a test or a
// demonstration looks at.
namespace pulsarws::mock {

struct ConsumerStats {
  std::string name;
  std::int64_t permits = 0;
  std::int64_t unacked = 0;
  std::int64_t delivered = 0;
};

struct SubscriptionStats {
  std::string type = "None";
  bool durable = true;
  std::int64_t backlog = 0;
  std::int64_t unacked = 0;
  std::int64_t delayed = 0;
  std::int64_t delivered = 0;
  std::vector<ConsumerStats> consumers;
};

struct PublisherStats {
  std::int64_t id = 0;
  std::string name;
};

struct TopicStats {
  std::int64_t messages_in = 0;
  std::int64_t bytes_in = 0;
  std::int64_t messages_out = 0;
  std::int64_t bytes_out = 0;
  std::int64_t stored_bytes = 0;
  bool deduplication = false;
  std::vector<PublisherStats> publishers;
  std::map<std::string, SubscriptionStats> subscriptions;
};

// A stored entry's metadata, by the names of the admin API's headers without
// their X-Pulsar-.
struct StoredEntry {
  Properties fields;
  std::string payload;
};

// Names are full; a namespace's is "tenant/namespace". Questions about what is
// not there say nothing, commands say false.
class AdminPort {
 public:
  virtual ~AdminPort() = default;

  virtual std::vector<std::string> tenants() = 0;
  virtual bool create_tenant(const std::string& tenant) = 0;
  virtual bool delete_tenant(const std::string& tenant) = 0;
  virtual std::vector<std::string> namespaces() = 0;
  virtual bool create_namespace(const std::string& name) = 0;
  virtual bool delete_namespace(const std::string& name) = 0;
  // "maxProducersPerTopic", and JSON. What the broker does not know it may
  // ignore.
  virtual void set_policy(const std::string& name, const std::string& policy,
                          const std::string& value) = 0;

  // The unpartitioned ones and partitions.
  virtual std::vector<std::string> topics(const std::string& name_space) = 0;
  virtual std::vector<std::string> partitioned_topics(
      const std::string& name_space) = 0;
  virtual bool create_topic(const std::string& topic) = 0;
  // Who uses it is left without.
  virtual bool delete_topic(const std::string& topic) = 0;
  virtual bool create_partitioned_topic(const std::string& topic,
                                        std::int32_t partitions) = 0;
  virtual bool delete_partitioned_topic(const std::string& topic) = 0;
  virtual std::optional<std::int32_t> partitions(const std::string& topic) = 0;

  virtual std::optional<TopicStats> stats(const std::string& topic) = 0;
  virtual std::optional<wire::MessageId> terminate(
      const std::string& topic) = 0;
  virtual bool create_subscription(const std::string& topic,
                                   const std::string& subscription) = 0;
  virtual bool delete_subscription(const std::string& topic,
                                   const std::string& subscription) = 0;
  // Of all messages where there is no count.
  virtual bool skip(const std::string& topic, const std::string& subscription,
                    std::optional<std::int64_t> count) = 0;
  // Entry `number` from the earliest, from 1.
  virtual std::optional<StoredEntry> entry(const std::string& topic,
                                           std::int64_t number) = 0;
  // Producers and consumers have to connect again.
  virtual bool unload(const std::string& topic) = 0;
  virtual void give_schema(const std::string& topic) = 0;
};

}  // namespace pulsarws::mock
