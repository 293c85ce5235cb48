#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/wire/message_id.h"
#include "mock/front/broker_port.h"

// A plain broker behind the front's ports: what a client sees of Pulsar in the
// common cases, with all it stores in memory.
namespace pulsarws::mock::plain {

class PlainConsumer;
class PlainProducer;
class World;
struct Topic;

struct StoredMessage {
  std::shared_ptr<const BrokerMessage> message;
  wire::MessageId id;
  std::string producer;
  std::int64_t sequence_id = 0;
  std::string compression;
};

// Messages are named by their number in the topic, which counts from 0 and goes
// on when old ones are forgotten.
class Subscription {
 public:
  Subscription(Topic& topic, std::string name_, std::string type_,
               bool durable_, std::int64_t next)
      : name(std::move(name_)),
        type(std::move(type_)),
        durable(durable_),
        topic_(topic),
        next_(next),
        settled_below_(next) {}

  const std::string name;
  std::string type;
  const bool durable;
  std::vector<PlainConsumer*> consumers;
  std::int64_t delivered = 0;

  Topic& topic() { return topic_; }
  // Gives its consumers what they have room for.
  void dispatch(World& world);
  void settle(std::int64_t number);
  // It comes again, and is counted.
  void deliver_again(std::int64_t number);
  // It comes again as if it had not been there.
  void give_back(std::int64_t number) { again_.insert(number); }
  void skip(std::int64_t count);
  // Those that share are told how often a message came.
  bool counts_redeliveries() const {
    return type == "Shared" || type == "Key_Shared";
  }
  std::int64_t backlog() const;
  std::int64_t delayed() const;
  bool is_at_end() const;

 private:
  PlainConsumer* consumer_for(const StoredMessage& stored);
  bool is_early(World& world, std::int64_t number);
  bool is_settled(std::int64_t number) const;
  // False where nobody has room.
  bool deliver(std::int64_t number);

  Topic& topic_;
  std::int64_t next_;  // the first that was never delivered
  std::set<std::int64_t> again_;
  std::set<std::int64_t> early_;
  // All below are settled, and of those above these.
  std::int64_t settled_below_;
  std::set<std::int64_t> settled_;
  std::map<std::int64_t, std::int32_t> redeliveries_;
  std::size_t turn_ = 0;
};

struct Topic {
  std::string name;
  std::int64_t ledger_id = 0;
  std::int32_t partition = -1;
  bool terminated = false;
  bool has_schema = false;
  std::int64_t first = 0;  // the number of the oldest that is kept
  std::deque<StoredMessage> messages;
  std::int64_t last_entry = -1;
  std::int64_t bytes = 0;
  std::map<std::string, std::int64_t> last_sequence_ids;
  std::map<std::string, std::unique_ptr<Subscription>> subscriptions;
  std::set<PlainProducer*> producers;

  std::int64_t end() const {
    return first + static_cast<std::int64_t>(messages.size());
  }
  const StoredMessage* find(std::int64_t number) const {
    if (number < first || number >= end()) return nullptr;
    return &messages[static_cast<std::size_t>(number - first)];
  }
  // Stores it, forgets the oldest beyond `retain`, and delivers.
  void append(World& world, StoredMessage stored);
};

// Of a key, as Java's String and as Pulsar's Murmur3_32Hash have it; not
// negative.
std::uint32_t java_string_hash(const std::string& key);
std::uint32_t murmur3_hash(const std::string& key);

}  // namespace pulsarws::mock::plain
