#include "mock/broker/subscription.h"

#include <algorithm>
#include <utility>

#include "mock/broker/key_hash.h"

namespace pulsarws::mock::broker {
namespace {

// What is due within so long is not held back.
constexpr std::int64_t kDelayTickMs = 1000;
// Who becomes the active one of a Failover subscription is served so much
// later.
constexpr std::int64_t kFailoverDelayMs = 1000;
// A reader of a terminated topic hears of its end when it reads there.
constexpr std::int64_t kEndReadMs = 100;
// So many entries of Key_Shared may wait for their recipients' room before no
// more are looked at.
constexpr std::size_t kMostBlocked = 2000;

std::uint32_t key_hash_of(const Entry& entry) {
  const auto& key = entry.messages.front()->key;
  return key ? murmur3_hash(*key) : 0;
}

}  // namespace

Subscription::Subscription(Topic& topic, std::string name, std::string type,
                           bool durable, std::int64_t start)
    : topic_(topic),
      name_(std::move(name)),
      type_(std::move(type)),
      durable_(durable),
      cursor_(start),
      next_(start) {}

std::optional<BrokerRefusal> Subscription::refusal_of(const std::string& type,
                                                      bool durable) const {
  using Kind = BrokerRefusal::Kind;
  if (durable_ != durable && topic_.is_persistent()) {
    return BrokerRefusal::of(
        Kind::kOther, std::string(durable_ ? "Durable" : "NonDurable") +
                          " subscription with the same name already exists.");
  }
  if (recipients_.empty()) return std::nullopt;
  if (type_ != type) {
    return BrokerRefusal::of(
        Kind::kBusy,
        "Subscription is of different type. Active subscription type of '" +
            type_ + "' is different than the connecting consumer's type '" +
            type + "'.");
  }
  if (type == "Exclusive") {
    return BrokerRefusal::of(Kind::kBusy,
                             "Exclusive consumer is already connected");
  }
  return std::nullopt;
}

void Subscription::join(Recipient& recipient, const std::string& type) {
  type_ = type;
  recipients_.push_back(&recipient);
  choose_active();
  dispatch();
  if (!is_at_end()) return;
  topic_.clock().later(kEndReadMs, [this, life = std::weak_ptr(life_)] {
    if (!life.expired()) tell_end();
  });
}

bool Subscription::leave(Recipient& recipient) {
  recipients_.erase(
      std::remove(recipients_.begin(), recipients_.end(), &recipient),
      recipients_.end());
  delivered_to_.erase(&recipient);
  for (auto i = given_.begin(); i != given_.end();) {
    if (i->second.to == &recipient) {
      release(i->second);
      again_.insert(i->first);
      i = given_.erase(i);
    } else {
      ++i;
    }
  }
  if (active_ == &recipient) active_ = nullptr;
  if (recipients_.empty()) redeliveries_.clear();
  choose_active();
  dispatch();
  return recipients_.empty() && !durable_;
}

// Of those with the least priority in the order of their names: a topic's
// partitions are spread over them.
Recipient* Subscription::pick_active() const {
  std::vector<Recipient*> best;
  for (Recipient* one : recipients_) {
    if (!best.empty() && one->priority() > best.front()->priority()) continue;
    if (!best.empty() && one->priority() < best.front()->priority()) {
      best.clear();
    }
    best.push_back(one);
  }
  if (best.empty()) return nullptr;
  std::stable_sort(best.begin(), best.end(), [](auto* left, auto* right) {
    return left->name() < right->name();
  });
  const std::int32_t partition = std::max(0, topic_.partition());
  return best[static_cast<std::size_t>(partition) % best.size()];
}

void Subscription::choose_active() {
  if (is_shared()) return;
  Recipient* const chosen = pick_active();
  if (chosen == active_) return;
  if (active_) take_all_back();
  active_ = chosen;
  is_paused_ = active_ && type_ == "Failover" && topic_.is_persistent();
  if (!is_paused_) return;
  topic_.clock().later(kFailoverDelayMs,
                       [this, number = ++pauses_, life = std::weak_ptr(life_)] {
                         if (life.expired() || pauses_ != number) return;
                         is_paused_ = false;
                         dispatch();
                       });
}

// By turns among those with the least priority.
Recipient* Subscription::next_with_room() {
  Recipient* best = nullptr;
  for (std::size_t i = 0; i < recipients_.size(); ++i) {
    Recipient* one = recipients_[(turn_ + i) % recipients_.size()];
    if (one->room(*this) <= 0) continue;
    if (!best || one->priority() < best->priority()) best = one;
  }
  ++turn_;
  return best;
}

Recipient* Subscription::recipient_of_key(std::uint32_t hash) const {
  return recipients_[hash % recipients_.size()];
}

void Subscription::release(const Given& given) {
  if (type_ == "Key_Shared") holds_.release(given.key_hash);
}

Subscription::Outcome Subscription::give(std::int64_t number) {
  const Entry& entry = *topic_.find(number);
  Recipient* to = nullptr;
  std::uint32_t hash = 0;
  if (!is_shared()) {
    to = active_;
    if (is_paused_ || !to || to->room(*this) <= 0) return Outcome::kNoRoom;
  } else if (type_ == "Shared") {
    to = next_with_room();
    if (!to) return Outcome::kNoRoom;
  } else {
    hash = key_hash_of(entry);
    to = recipient_of_key(hash);
    if (to->room(*this) <= 0) return Outcome::kBlocked;
    if (holds_.is_held_by_other(hash, *to)) return Outcome::kBlocked;
    holds_.hold(hash, *to);
  }
  given_[number] = {to, hash};
  delivered_ += entry.size();
  delivered_to_[to] += entry.size();
  const auto found = redeliveries_.find(number);
  to->take(*this, number, entry,
           is_shared() && found != redeliveries_.end() ? found->second : 0);
  return Outcome::kGiven;
}

// The broker holds a message back only where recipients share.
bool Subscription::is_early(std::int64_t number) {
  if (!is_shared()) return false;
  const std::int64_t due = topic_.find(number)->messages.front()->deliver_at;
  if (due <= 0) return false;
  const std::int64_t wait = due - topic_.clock().now_ms();
  if (wait <= kDelayTickMs) return false;
  if (!early_.insert(number).second) return true;
  topic_.clock().later(wait, [this, number, life = std::weak_ptr(life_)] {
    if (life.expired() || early_.erase(number) == 0) return;
    again_.insert(number);
    dispatch();
  });
  return true;
}

// False where there is no room for more.
bool Subscription::give_again() {
  for (auto i = again_.begin(); i != again_.end();) {
    const std::int64_t number = *i;
    if (cursor_.is_settled(number) || !topic_.find(number) ||
        is_early(number)) {
      i = again_.erase(i);
      continue;
    }
    switch (give(number)) {
      case Outcome::kGiven:
        i = again_.erase(i);
        break;
      case Outcome::kBlocked:
        ++i;
        break;
      case Outcome::kNoRoom:
        return false;
    }
  }
  return again_.size() < kMostBlocked;
}

void Subscription::dispatch() {
  cursor_.settle_all_below(topic_.first());
  next_ = std::max(next_, topic_.first());
  if (recipients_.empty() || !topic_.is_persistent() || !give_again()) return;
  while (next_ < topic_.end()) {
    if (!cursor_.is_settled(next_) && !is_early(next_)) {
      const Outcome outcome = give(next_);
      if (outcome == Outcome::kNoRoom) return;
      if (outcome == Outcome::kBlocked) again_.insert(next_);
    }
    ++next_;
    if (again_.size() >= kMostBlocked) return;
  }
}

void Subscription::offer(const Entry& entry) {
  if (recipients_.empty()) return;
  Recipient* to = active_;
  if (type_ == "Shared") to = next_with_room();
  if (type_ == "Key_Shared") to = recipient_of_key(key_hash_of(entry));
  if (!to || to->room(*this) <= 0) return;
  delivered_ += entry.size();
  delivered_to_[to] += entry.size();
  to->take(*this, 0, entry, 0);
}

void Subscription::settle(std::int64_t number) {
  if (!topic_.is_persistent() || number >= topic_.end()) return;
  const auto found = given_.find(number);
  if (found != given_.end()) {
    release(found->second);
    given_.erase(found);
  }
  again_.erase(number);
  redeliveries_.erase(number);
  cursor_.settle(number);
  if (topic_.is_terminated()) tell_end();
  if (type_ == "Key_Shared") dispatch();
}

void Subscription::skip(std::int64_t count) {
  for (std::int64_t number = topic_.first(); number < topic_.end() && count > 0;
       ++number) {
    if (cursor_.is_settled(number)) continue;
    settle(number);
    --count;
  }
}

void Subscription::put_back(std::int64_t number) {
  const auto found = given_.find(number);
  if (found == given_.end()) return;
  release(found->second);
  given_.erase(found);
  again_.insert(number);
}

void Subscription::redeliver(Recipient& recipient, std::int64_t number) {
  if (!is_shared()) {
    if (&recipient != active_) return;
    recipient.forget_given(*this);
    take_all_back();
  } else {
    const auto found = given_.find(number);
    if (found == given_.end() || found->second.to != &recipient) return;
    ++redeliveries_[number];
    put_back(number);
  }
  dispatch();
}

void Subscription::take_all_back() {
  for (const auto& [number, given] : given_) {
    release(given);
    again_.insert(number);
  }
  given_.clear();
}

void Subscription::restart() {
  for (Recipient* one : recipients_) one->forget_given(*this);
  take_all_back();
  redeliveries_.clear();
  dispatch();
}

bool Subscription::is_at_end() const {
  return topic_.is_terminated() && backlog() == 0;
}

void Subscription::tell_end() {
  if (!is_at_end()) return;
  for (Recipient* one : recipients_) one->reach_end(*this);
}

std::int64_t Subscription::unacked_of(const Recipient& recipient) const {
  std::int64_t messages = 0;
  for (const auto& [number, given] : given_) {
    const Entry* entry = topic_.find(number);
    if (given.to == &recipient && entry) messages += entry->size();
  }
  return messages;
}

std::int64_t Subscription::delivered_to(const Recipient& recipient) const {
  const auto found = delivered_to_.find(&recipient);
  return found == delivered_to_.end() ? 0 : found->second;
}

}  // namespace pulsarws::mock::broker
