#include "mock/plain/plain_topic.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "mock/plain/plain_consumer.h"
#include "mock/plain/world.h"

namespace pulsarws::mock::plain {
namespace {

constexpr std::int64_t kTick = 1000;

std::uint32_t rotated(std::uint32_t value, int bits) {
  return value << bits | value >> (32 - bits);
}

std::uint32_t mixed(std::uint32_t block) {
  return rotated(block * 0xcc9e2d51, 15) * 0x1b873593;
}

}  // namespace

std::uint32_t java_string_hash(const std::string& key) {
  std::uint32_t hash = 0;
  for (const char c : key) hash = 31 * hash + static_cast<unsigned char>(c);
  return hash & 0x7fffffff;
}

// MurmurHash3 of 32 bits, seed 0.
std::uint32_t murmur3_hash(const std::string& key) {
  std::uint32_t hash = 0;
  std::size_t at = 0;
  for (; at + 4 <= key.size(); at += 4) {
    std::uint32_t block = 0;
    for (std::size_t i = 4; i-- > 0;) {
      block = block << 8 | static_cast<unsigned char>(key[at + i]);
    }
    hash = rotated(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
  }
  std::uint32_t tail = 0;
  for (std::size_t i = key.size(); i-- > at;) {
    tail = tail << 8 | static_cast<unsigned char>(key[i]);
  }
  hash ^= mixed(tail);
  hash ^= static_cast<std::uint32_t>(key.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return (hash ^ hash >> 16) & 0x7fffffff;
}

void Topic::append(World& world, StoredMessage stored) {
  bytes += static_cast<std::int64_t>(stored.message->payload.size());
  messages.push_back(std::move(stored));
  if (messages.size() > world.retain) {
    messages.pop_front();
    ++first;
  }
}

bool Subscription::is_settled(std::int64_t number) const {
  return number < settled_below_ || settled_.count(number) != 0;
}

void Subscription::settle(std::int64_t number) {
  again_.erase(number);
  redeliveries_.erase(number);
  if (number < settled_below_) return;
  settled_.insert(number);
  while (!settled_.empty() && *settled_.begin() == settled_below_) {
    settled_.erase(settled_.begin());
    ++settled_below_;
  }
}

void Subscription::deliver_again(std::int64_t number) {
  ++redeliveries_[number];
  again_.insert(number);
}

void Subscription::skip(std::int64_t count) {
  for (std::int64_t number = topic_.first; number < topic_.end() && count > 0;
       ++number) {
    if (is_settled(number)) continue;
    settle(number);
    --count;
  }
}

std::int64_t Subscription::backlog() const {
  std::int64_t left = 0;
  for (std::int64_t number = std::max(topic_.first, settled_below_);
       number < topic_.end(); ++number) {
    if (settled_.count(number) == 0) ++left;
  }
  return left;
}

std::int64_t Subscription::delayed() const {
  return static_cast<std::int64_t>(early_.size());
}

bool Subscription::is_at_end() const {
  return topic_.terminated && next_ >= topic_.end() && again_.empty() &&
         early_.empty();
}

PlainConsumer* Subscription::consumer_for(const StoredMessage& stored) {
  if (type == "Exclusive" || type == "Failover") {
    PlainConsumer* active = consumers.front();
    for (PlainConsumer* one : consumers) {
      if (one->priority() < active->priority()) active = one;
    }
    return active->has_room() ? active : nullptr;
  }
  if (type == "Key_Shared") {
    const std::uint32_t hash =
        stored.message->key ? murmur3_hash(*stored.message->key) : 0;
    PlainConsumer* its = consumers[hash % consumers.size()];
    return its->has_room() ? its : nullptr;
  }
  PlainConsumer* best = nullptr;
  for (std::size_t i = 0; i < consumers.size(); ++i) {
    PlainConsumer* one = consumers[(turn_ + i) % consumers.size()];
    if (!one->has_room()) continue;
    if (!best || one->priority() < best->priority()) best = one;
  }
  ++turn_;
  return best;
}

// The broker holds a message back only where consumers share.
bool Subscription::is_early(World& world, std::int64_t number) {
  if (!counts_redeliveries()) return false;
  const std::int64_t due = topic_.find(number)->message->deliver_at;
  // It looks once a second, and takes what is due within the next.
  const std::int64_t wait = due - now_ms() - kTick;
  if (wait <= 0) return false;
  if (!early_.insert(number).second) return true;
  const std::string topic = topic_.name;
  world.later(wait, [&world, topic, number, its_name = name] {
    Topic* known = world.find(topic);
    if (!known) return;
    const auto found = known->subscriptions.find(its_name);
    if (found == known->subscriptions.end()) return;
    Subscription& self = *found->second;
    if (self.early_.erase(number) == 0) return;
    self.again_.insert(number);
    self.dispatch(world);
  });
  return true;
}

bool Subscription::deliver(std::int64_t number) {
  const StoredMessage& stored = *topic_.find(number);
  PlainConsumer* consumer = consumer_for(stored);
  if (!consumer) return false;
  const auto found = redeliveries_.find(number);
  const std::int32_t count =
      counts_redeliveries() && found != redeliveries_.end() ? found->second : 0;
  ++delivered;
  consumer->take(*this, number, stored, count);
  return true;
}

void Subscription::dispatch(World& world) {
  for (auto i = again_.begin(); i != again_.end() && !consumers.empty();) {
    const std::int64_t number = *i;
    if (is_settled(number) || !topic_.find(number)) {
      i = again_.erase(i);
    } else if (is_early(world, number)) {
      i = again_.erase(i);
    } else if (deliver(number)) {
      i = again_.erase(i);
    } else {
      return;
    }
  }
  next_ = std::max(next_, topic_.first);
  while (next_ < topic_.end() && !consumers.empty()) {
    if (!is_settled(next_) && !is_early(world, next_) && !deliver(next_)) {
      return;
    }
    ++next_;
  }
}

}  // namespace pulsarws::mock::plain
