#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mock/broker/topic.h"
#include "mock/broker/world.h"
#include "mock/front/broker_port.h"

namespace pulsarws::mock::broker {

// A producer of a topic, or of all its partitions, each of which has its
// sequence ids and its batch.
class Producer : public ProducerPort {
 public:
  Producer(World& world, ProducerRequest request);
  ~Producer() override;

  // Called before the first message.
  void add(Topic& topic);
  // The topic is deleted.
  void lose(const Topic& topic);

  const std::string& name() const { return sender_->name; }
  void send(BrokerMessage message,
            std::function<void(const Receipt&)> done) override;

 private:
  struct Waiting {
    std::shared_ptr<const BrokerMessage> message;
    std::function<void(const Receipt&)> done;
    std::int64_t sequence_id;
  };
  struct Lane {
    Topic* topic;
    std::int64_t last_sequence_id;
    std::vector<Waiting> batch;
    std::int64_t batches;
  };

  Lane& lane_for(const BrokerMessage& message);
  void store(Lane& lane, std::vector<Waiting> together);
  void flush(Lane& lane);
  void flush_later(Lane& lane);
  bool is_duplicate(const Topic& topic, std::int64_t sequence_id) const;

  World& world_;
  const ProducerRequest request_;
  const std::shared_ptr<const Sender> sender_;
  std::vector<Lane> lanes_;
  std::size_t turn_;
  // Calls back only while this lives.
  const std::shared_ptr<const bool> life_ = std::make_shared<bool>(true);
};

}  // namespace pulsarws::mock::broker
