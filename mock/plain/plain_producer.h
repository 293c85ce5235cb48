#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mock/front/broker_port.h"
#include "mock/plain/plain_topic.h"

namespace pulsarws::mock::plain {

// A producer of a topic, or of all its partitions.
class PlainProducer : public ProducerPort {
 public:
  PlainProducer(World& world, ProducerRequest request);
  ~PlainProducer() override;

  // Called before the first message.
  void add(Topic& topic);

  const std::string& name() const { return request_.name; }
  void send(BrokerMessage message,
            std::function<void(const Receipt&)> done) override;

 private:
  struct Waiting {
    BrokerMessage message;
    std::function<void(const Receipt&)> done;
    std::int64_t sequence_id;
  };
  struct Lane {
    Topic* topic;
    std::int64_t last_sequence_id;
    std::vector<Waiting> batch;
    std::int64_t batches = 0;
  };

  Lane& lane_for(const BrokerMessage& message);
  void store(Lane& lane, std::vector<Waiting> together);
  void flush(Lane& lane);

  World& world_;
  const ProducerRequest request_;
  std::vector<Lane> lanes_;
  std::size_t turn_;
  const std::shared_ptr<const bool> life_ = std::make_shared<bool>(true);
};

}  // namespace pulsarws::mock::plain
