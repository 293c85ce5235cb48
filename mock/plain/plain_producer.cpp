#include "mock/plain/plain_producer.h"

#include <utility>

#include "mock/plain/world.h"

namespace pulsarws::mock::plain {

PlainProducer::PlainProducer(World& world, ProducerRequest request)
    : world_(world),
      request_(std::move(request)),
      turn_(java_string_hash(request_.name)) {}

PlainProducer::~PlainProducer() {
  for (Lane& lane : lanes_) {
    for (Waiting& waiting : lane.batch) waiting.done = [](const Receipt&) {};
    flush(lane);
    lane.topic->producers.erase(this);
  }
}

void PlainProducer::add(Topic& topic) {
  const auto known = topic.last_sequence_ids.find(request_.name);
  const std::int64_t last =
      known == topic.last_sequence_ids.end() ? -1 : known->second;
  lanes_.push_back(
      {&topic, request_.initial_sequence_id.value_or(last), {}, 0});
  topic.producers.insert(this);
}

PlainProducer::Lane& PlainProducer::lane_for(const BrokerMessage& message) {
  if (message.key) {
    const std::uint32_t hash = request_.hashing_scheme == "Murmur3_32Hash"
                                   ? murmur3_hash(*message.key)
                                   : java_string_hash(*message.key);
    return lanes_[hash % lanes_.size()];
  }
  if (request_.round_robin) ++turn_;
  return lanes_[turn_ % lanes_.size()];
}

void PlainProducer::send(BrokerMessage message,
                         std::function<void(const Receipt&)> done) {
  Lane& lane = lane_for(message);
  const std::size_t most =
      static_cast<std::size_t>(request_.max_pending_messages);
  if (request_.batching && most > 0 && lane.batch.size() >= most) {
    Receipt full;
    full.refusal =
        "org.apache.pulsar.client.api.PulsarClientException$"
        "ProducerQueueIsFullError: Producer send queue is full";
    return done(full);
  }
  message.publish_time = now_ms();
  if (message.deliver_after_ms > 0) {
    message.deliver_at = message.publish_time + message.deliver_after_ms;
  }
  const bool alone = !request_.batching || message.deliver_at > 0;
  Waiting waiting{std::move(message), std::move(done), ++lane.last_sequence_id};
  if (alone) {
    flush(lane);
    std::vector<Waiting> one;
    one.push_back(std::move(waiting));
    return store(lane, std::move(one));
  }
  lane.batch.push_back(std::move(waiting));
  if (request_.batching_max_messages > 0 &&
      lane.batch.size() >=
          static_cast<std::size_t>(request_.batching_max_messages)) {
    return flush(lane);
  }
  if (lane.batch.size() > 1) return;
  const auto index = static_cast<std::size_t>(&lane - lanes_.data());
  world_.later(request_.batching_max_delay_ms,
               [this, index, number = lane.batches,
                life = std::weak_ptr<const bool>(life_)] {
                 if (life.expired()) return;
                 Lane& its = lanes_[index];
                 if (its.batches == number) flush(its);
               });
}

void PlainProducer::flush(Lane& lane) {
  ++lane.batches;
  if (!lane.batch.empty()) store(lane, std::exchange(lane.batch, {}));
}

void PlainProducer::store(Lane& lane, std::vector<Waiting> together) {
  Topic& topic = *lane.topic;
  const bool is_batch = together.size() > 1;
  auto& last = topic.last_sequence_ids;
  const auto known = last.find(request_.name);
  const bool is_duplicate = world_.deduplication && known != last.end() &&
                            together.front().sequence_id <= known->second;
  Receipt receipt;
  if (topic.terminated) {
    receipt.refusal =
        "org.apache.pulsar.client.api.PulsarClientException$"
        "TopicTerminatedException: {\"errorMsg\":\"org.apache.pulsar.broker."
        "service.BrokerServiceException$TopicTerminatedException: Topic was "
        "already terminated\",\"reqId\":1600000000000000000, "
        "\"remote\":\"127.0.0.1/127.0.0.1:6650\", "
        "\"local\":\"/127.0.0.1:40000\"}";
  } else if (!is_duplicate) {
    receipt.id.ledger_id = topic.ledger_id;
    receipt.id.entry_id = ++topic.last_entry;
    receipt.id.partition = topic.partition;
    last[request_.name] = together.back().sequence_id;
  }
  const std::int64_t first_sequence_id = together.front().sequence_id;
  for (std::size_t i = 0; i < together.size(); ++i) {
    if (is_batch) {
      receipt.id.batch_index = static_cast<std::int32_t>(i);
    }
    if (!receipt.refusal && !is_duplicate) {
      StoredMessage stored;
      stored.message =
          std::make_shared<const BrokerMessage>(std::move(together[i].message));
      stored.id = receipt.id;
      if (is_batch) {
        stored.id.batch_size = static_cast<std::int32_t>(together.size());
      }
      stored.producer = request_.name;
      stored.sequence_id = first_sequence_id;
      stored.compression = request_.compression;
      topic.append(world_, std::move(stored));
    }
    together[i].done(receipt);
  }
  for (const auto& [name, subscription] : topic.subscriptions) {
    subscription->dispatch(world_);
  }
}

}  // namespace pulsarws::mock::plain
