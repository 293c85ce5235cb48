#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mock/broker/cursor.h"
#include "mock/broker/key_holds.h"
#include "mock/broker/recipient.h"
#include "mock/broker/topic.h"

namespace pulsarws::mock::broker {

// Gives the entries of a topic to its recipients, by the rules of its type.
class Subscription {
 public:
  Subscription(Topic& topic, std::string name, std::string type, bool durable,
               std::int64_t start);

  const std::string& name() const { return name_; }
  // Of the last who joined.
  const std::string& type() const { return type_; }
  bool is_durable() const { return durable_; }
  Topic& topic() const { return topic_; }
  const std::vector<Recipient*>& recipients() const { return recipients_; }

  // Why one of this type cannot join.
  std::optional<BrokerRefusal> refusal_of(const std::string& type,
                                          bool durable) const;
  void join(Recipient& recipient, const std::string& type);
  // What it has not settled goes to others. Nothing of this is left where it
  // was not durable and that was the last: true then.
  bool leave(Recipient& recipient);

  // Gives all that there is room for.
  void dispatch();
  // An entry of a topic that keeps none.
  void offer(const Entry& entry);
  void settle(std::int64_t number);
  void skip(std::int64_t count);
  // A recipient asks for it once more, and that is counted; where only one is
  // served at a time, all that it has comes again, uncounted.
  void redeliver(Recipient& recipient, std::int64_t number);
  // Nobody has anything, and nothing was counted, as after a restart.
  void restart();
  // Tells whoever is at the end that it is.
  void tell_end();

  bool is_shared() const { return type_ == "Shared" || type_ == "Key_Shared"; }
  std::int64_t backlog() const { return cursor_.unsettled(topic_.end()); }
  std::int64_t delayed() const {
    return static_cast<std::int64_t>(early_.size());
  }
  // Messages that a recipient was given and has not settled.
  std::int64_t unacked_of(const Recipient& recipient) const;
  std::int64_t delivered_to(const Recipient& recipient) const;
  std::int64_t delivered() const { return delivered_; }

 private:
  enum class Outcome { kGiven, kNoRoom, kBlocked };
  struct Given {
    Recipient* to;
    std::uint32_t key_hash;
  };

  Recipient* pick_active() const;
  void choose_active();
  Recipient* next_with_room();
  Recipient* recipient_of_key(std::uint32_t hash) const;
  Outcome give(std::int64_t number);
  bool give_again();
  void put_back(std::int64_t number);
  void take_all_back();
  bool is_early(std::int64_t number);
  void release(const Given& given);
  bool is_at_end() const;

  Topic& topic_;
  const std::string name_;
  std::string type_;
  const bool durable_;
  std::vector<Recipient*> recipients_;
  // Who is served where only one is, and whether that has begun.
  Recipient* active_ = nullptr;
  bool is_paused_ = false;
  std::int64_t pauses_ = 0;

  Cursor cursor_;
  std::int64_t next_;  // the first that was never given
  std::set<std::int64_t> again_;
  std::set<std::int64_t> early_;
  std::map<std::int64_t, Given> given_;
  std::map<std::int64_t, std::int32_t> redeliveries_;
  KeyHolds holds_;
  std::size_t turn_ = 0;
  std::int64_t delivered_ = 0;
  std::map<const Recipient*, std::int64_t> delivered_to_;
  // Calls back only while this lives.
  const std::shared_ptr<const bool> life_ = std::make_shared<bool>(true);
};

}  // namespace pulsarws::mock::broker
