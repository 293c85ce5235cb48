#include "mock/broker/producer.h"

#include <algorithm>
#include <utility>

#include "mock/broker/key_hash.h"

namespace pulsarws::mock::broker {
namespace {

constexpr const char* kQueueIsFull =
    "org.apache.pulsar.client.api.PulsarClientException$"
    "ProducerQueueIsFullError: Producer send queue is full";
constexpr const char* kIsTerminated =
    "org.apache.pulsar.client.api.PulsarClientException$"
    "TopicTerminatedException: {\"errorMsg\":\"org.apache.pulsar.broker."
    "service.BrokerServiceException$TopicTerminatedException: Topic was "
    "already terminated\",\"reqId\":1600000000000000000, "
    "\"remote\":\"127.0.0.1/127.0.0.1:6650\", "
    "\"local\":\"/127.0.0.1:40000\"}";
constexpr const char* kIsGone =
    "org.apache.pulsar.client.api.PulsarClientException$"
    "TopicDoesNotExistException: the topic was deleted";

}  // namespace

Producer::Producer(World& world, ProducerRequest request)
    : world_(world),
      request_(std::move(request)),
      sender_(std::make_shared<Sender>(
          Sender{request_.name, request_.compression})),
      turn_(java_string_hash(request_.name)) {}

Producer::~Producer() {
  for (Lane& lane : lanes_) {
    if (!lane.topic) continue;
    for (Waiting& waiting : lane.batch) waiting.done = [](const Receipt&) {};
    flush(lane);
    auto& all = lane.topic->producers;
    all.erase(std::remove(all.begin(), all.end(), this), all.end());
  }
}

void Producer::add(Topic& topic) {
  const auto known = topic.last_sequence_ids.find(name());
  const std::int64_t last =
      known == topic.last_sequence_ids.end() ? -1 : known->second;
  lanes_.push_back(
      {&topic, request_.initial_sequence_id.value_or(last), {}, 0});
  topic.producers.push_back(this);
}

void Producer::lose(const Topic& topic) {
  for (Lane& lane : lanes_) {
    if (lane.topic == &topic) lane.topic = nullptr;
  }
}

// Without a key a producer keeps to one partition, or takes each in turn.
Producer::Lane& Producer::lane_for(const BrokerMessage& message) {
  if (message.key) {
    const std::uint32_t hash = request_.hashing_scheme == "Murmur3_32Hash"
                                   ? murmur3_hash(*message.key)
                                   : java_string_hash(*message.key);
    return lanes_[hash % lanes_.size()];
  }
  if (request_.round_robin) ++turn_;
  return lanes_[turn_ % lanes_.size()];
}

void Producer::send(BrokerMessage message,
                    std::function<void(const Receipt&)> done) {
  Lane& lane = lane_for(message);
  const auto most = static_cast<std::size_t>(request_.max_pending_messages);
  if (request_.batching && most > 0 && lane.batch.size() >= most) {
    return done({{}, kQueueIsFull});
  }
  message.publish_time = world_.clock().now_ms();
  if (message.deliver_after_ms > 0) {
    message.deliver_at = message.publish_time + message.deliver_after_ms;
  }
  const bool alone = !request_.batching || message.deliver_at > 0;
  Waiting waiting{std::make_shared<const BrokerMessage>(std::move(message)),
                  std::move(done), ++lane.last_sequence_id};
  if (alone) {
    flush(lane);
    std::vector<Waiting> one;
    one.push_back(std::move(waiting));
    return store(lane, std::move(one));
  }
  lane.batch.push_back(std::move(waiting));
  const auto full = static_cast<std::size_t>(request_.batching_max_messages);
  if (full > 0 && lane.batch.size() >= full) return flush(lane);
  if (lane.batch.size() == 1) flush_later(lane);
}

void Producer::flush_later(Lane& lane) {
  const auto index = static_cast<std::size_t>(&lane - lanes_.data());
  world_.clock().later(
      request_.batching_max_delay_ms,
      [this, index, number = lane.batches, life = std::weak_ptr(life_)] {
        if (life.expired()) return;
        Lane& its = lanes_[index];
        if (its.batches == number) flush(its);
      });
}

void Producer::flush(Lane& lane) {
  ++lane.batches;
  if (!lane.batch.empty()) store(lane, std::exchange(lane.batch, {}));
}

bool Producer::is_duplicate(const Topic& topic,
                            std::int64_t sequence_id) const {
  if (!world_.deduplicates(topic.name())) return false;
  const auto known = topic.last_sequence_ids.find(name());
  return known != topic.last_sequence_ids.end() && sequence_id <= known->second;
}

void Producer::store(Lane& lane, std::vector<Waiting> together) {
  Receipt receipt;
  Entry entry;
  entry.sender = sender_;
  entry.sequence_id = together.front().sequence_id;
  for (Waiting& waiting : together) {
    entry.messages.push_back(std::move(waiting.message));
  }
  if (!lane.topic) {
    receipt.refusal = kIsGone;
  } else if (lane.topic->is_terminated()) {
    receipt.refusal = kIsTerminated;
  } else if (!is_duplicate(*lane.topic, entry.sequence_id)) {
    if (world_.deduplicates(lane.topic->name())) {
      lane.topic->last_sequence_ids[name()] = together.back().sequence_id;
    }
    // The answer first, so that who sent knows the id when it is received.
    receipt.id = lane.topic->id_of(lane.topic->next_number());
  }
  for (std::size_t i = 0; i < together.size(); ++i) {
    if (together.size() > 1) {
      receipt.id.batch_index = static_cast<std::int32_t>(i);
    }
    together[i].done(receipt);
  }
  if (lane.topic && receipt.id.ledger_id >= 0) {
    lane.topic->append(std::move(entry));
  }
}

}  // namespace pulsarws::mock::broker
