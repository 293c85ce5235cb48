#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mock/broker/world.h"
#include "mock/front/admin_port.h"
#include "mock/front/broker_port.h"

namespace pulsarws::mock::broker {

// A Pulsar that keeps everything in memory.
class Broker : public BrokerPort, public AdminPort {
 public:
  // `retain`: how many entries of a topic are kept.
  Broker(Clock& clock, bool deduplication, std::size_t retain)
      : world_(clock, deduplication, retain) {}

  BrokerResult<std::unique_ptr<ProducerPort>> create_producer(
      const ProducerRequest& request) override;
  BrokerResult<std::unique_ptr<ConsumerPort>> subscribe(
      const ConsumerRequest& request) override;
  BrokerResult<std::unique_ptr<ConsumerPort>> create_reader(
      const ReaderRequest& request) override;

  std::vector<std::string> tenants() override;
  bool create_tenant(const std::string& tenant) override;
  bool delete_tenant(const std::string& tenant) override;
  std::vector<std::string> namespaces() override;
  bool create_namespace(const std::string& name) override;
  bool delete_namespace(const std::string& name) override;
  void set_policy(const std::string& name, const std::string& policy,
                  const std::string& value) override;
  std::vector<std::string> topics(const std::string& name_space) override;
  std::vector<std::string> partitioned_topics(
      const std::string& name_space) override;
  bool create_topic(const std::string& topic) override;
  bool delete_topic(const std::string& topic) override;
  bool create_partitioned_topic(const std::string& topic,
                                std::int32_t partitions) override;
  bool delete_partitioned_topic(const std::string& topic) override;
  std::optional<std::int32_t> partitions(const std::string& topic) override;
  std::optional<TopicStats> stats(const std::string& topic) override;
  std::optional<wire::MessageId> terminate(const std::string& topic) override;
  bool create_subscription(const std::string& topic,
                           const std::string& subscription) override;
  bool delete_subscription(const std::string& topic,
                           const std::string& subscription) override;
  bool skip(const std::string& topic, const std::string& subscription,
            std::optional<std::int64_t> count) override;
  std::optional<StoredEntry> entry(const std::string& topic,
                                   std::int64_t number) override;
  bool unload(const std::string& topic) override;
  void give_schema(const std::string& topic) override;

 private:
  std::optional<BrokerRefusal> refusal_of_producer(const Topic& topic,
                                                   const std::string& name);
  Subscription* find(const std::string& topic, const std::string& name);

  World world_;
};

}  // namespace pulsarws::mock::broker
