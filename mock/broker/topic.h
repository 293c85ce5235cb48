#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/wire/message_id.h"
#include "mock/broker/clock.h"
#include "mock/front/broker_port.h"

namespace pulsarws::mock::broker {

class Producer;
class Subscription;

// What all entries of a producer have in common.
struct Sender {
  std::string name;
  std::string compression;
};

// What is stored at once: a message, or a batch of several.
struct Entry {
  std::vector<std::shared_ptr<const BrokerMessage>> messages;
  std::shared_ptr<const Sender> sender;
  std::int64_t sequence_id = 0;  // of the first

  bool is_batch() const { return messages.size() > 1; }
  std::int64_t size() const {
    return static_cast<std::int64_t>(messages.size());
  }
};

// An unpartitioned topic, or one partition. Entries are named by their numbers,
// which are the entry ids of their messages.
class Topic {
 public:
  Topic(Clock& clock, std::string name, std::int64_t ledger_id,
        std::int32_t partition, std::size_t retain);
  ~Topic();

  const std::string& name() const { return name_; }
  std::int64_t ledger_id() const { return ledger_id_; }
  std::int32_t partition() const { return partition_; }
  bool is_persistent() const { return is_persistent_; }
  Clock& clock() const { return clock_; }

  // From the oldest that is kept to behind the last.
  std::int64_t first() const { return first_; }
  std::int64_t end() const {
    return first_ + static_cast<std::int64_t>(entries_.size());
  }
  const Entry* find(std::int64_t number) const;
  wire::MessageId id_of(std::int64_t number) const;
  wire::MessageId id_of(std::int64_t number, const Entry& entry,
                        std::size_t index) const;

  // That of the next entry: always 0 where none is kept.
  std::int64_t next_number() const { return is_persistent_ ? end() : 0; }
  // Forgets the oldest where there are more than it is to keep; a
  // non-persistent topic keeps nothing. Gives it to who is subscribed.
  void append(Entry entry);

  bool is_terminated() const { return is_terminated_; }
  void terminate();

  Subscription* find_subscription(const std::string& subscription) const;
  Subscription& subscribe(const std::string& subscription,
                          const std::string& type, bool durable,
                          std::int64_t start);
  void drop_subscription(const Subscription& subscription);
  const std::map<std::string, std::unique_ptr<Subscription>>& subscriptions()
      const {
    return subscriptions_;
  }

  std::vector<Producer*> producers;
  // By the producers' names, for deduplication.
  std::map<std::string, std::int64_t> last_sequence_ids;
  bool has_schema = false;
  std::int64_t messages_in = 0;
  std::int64_t bytes_in = 0;

 private:
  Clock& clock_;
  const std::string name_;
  const std::int64_t ledger_id_;
  const std::int32_t partition_;
  const bool is_persistent_;
  const std::size_t retain_;
  bool is_terminated_ = false;
  std::int64_t first_ = 0;
  std::deque<Entry> entries_;
  std::map<std::string, std::unique_ptr<Subscription>> subscriptions_;
};

}  // namespace pulsarws::mock::broker
