#include "core/client/pending_queue.h"

#include <algorithm>
#include <utility>

namespace pulsarws {
namespace {

constexpr std::uint32_t kLossesWithReason = 3;
constexpr std::uint32_t kLossesWithout = 20;

}  // namespace

void PendingQueue::add(PendingMessage message) {
  messages_.reserve_more(1);
  if (message.own_timeout && message.deadline) {
    own_deadlines_.emplace(*message.deadline, message.sequence);
  }
  ++count_;
  bytes_ += message.frame.size();
  messages_.push_back(std::move(message));
}

const PendingMessage* PendingQueue::write_next(std::size_t window,
                                               TimePoint now) {
  while (has_unwritten()) {
    PendingMessage& message = messages_[next_to_write_ - first_sequence_];
    if (message.settled) {
      ++next_to_write_;
      continue;
    }
    // One message is always let through, however large.
    if (written_bytes_ > 0 && written_bytes_ + message.frame.size() > window) {
      return nullptr;
    }
    ++next_to_write_;
    ++message.connections;
    message.written_at = now;
    ++written_count_;
    written_bytes_ += message.frame.size();
    return &message;
  }
  return nullptr;
}

PendingMessage PendingQueue::take(PendingMessage& message) {
  --count_;
  bytes_ -= message.frame.size();
  if (message.sequence < next_to_write_) {
    --written_count_;
    written_bytes_ -= message.frame.size();
  }
  if (message.own_timeout && message.deadline) {
    own_deadlines_.erase({*message.deadline, message.sequence});
  }
  PendingMessage taken = std::move(message);
  // What stays in its place only counts.
  message = PendingMessage();
  message.sequence = taken.sequence;
  message.settled = true;
  return taken;
}

void PendingQueue::drop_settled_front() {
  while (!messages_.empty() && messages_.front().settled) {
    if (messages_.front().stored) last_stored_ = first_sequence_;
    messages_.pop_front();
    ++first_sequence_;
  }
  if (next_to_write_ < first_sequence_) next_to_write_ = first_sequence_;
}

const PendingMessage* PendingQueue::find(std::uint64_t sequence) const {
  if (sequence < first_sequence_ || sequence >= next_sequence()) return nullptr;
  const PendingMessage& message = messages_[sequence - first_sequence_];
  return message.settled ? nullptr : &message;
}

std::optional<PendingMessage> PendingQueue::settle(std::uint64_t sequence,
                                                   bool stored) {
  if (!find(sequence)) return {};
  PendingMessage& message = messages_[sequence - first_sequence_];
  PendingMessage taken = take(message);
  message.stored = stored;
  largest_passed_ = std::max(largest_passed_, taken.frame.size());
  drop_settled_front();
  if (!messages_.empty()) {
    messages_.front().losses = 0;
    messages_.front().blamed = 0;
  }
  return taken;
}

std::optional<PendingMessage> PendingQueue::connection_lost(bool blames) {
  bool first_was_written = next_to_write_ > first_sequence_;
  next_to_write_ = first_sequence_;
  written_count_ = 0;
  written_bytes_ = 0;
  if (messages_.empty() || !first_was_written) return {};
  PendingMessage& first = messages_.front();
  ++first.losses;
  if (blames) ++first.blamed;
  const bool too_large =
      largest_passed_ > 0 && first.frame.size() > largest_passed_;
  const std::uint32_t with_reason = too_large ? first.losses : first.blamed;
  if (with_reason < kLossesWithReason && first.losses < kLossesWithout) {
    return {};
  }
  PendingMessage poisoned = take(first);
  drop_settled_front();
  return poisoned;
}

// The first unsettled message without a timeout of its own; the place only
// moves on, so that looking for it costs each message one step in all.
PendingMessage* PendingQueue::next_in_order() {
  next_in_order_ = std::max(next_in_order_, first_sequence_);
  for (; next_in_order_ < next_sequence(); ++next_in_order_) {
    PendingMessage& message = messages_[next_in_order_ - first_sequence_];
    if (!message.settled && !message.own_timeout) return &message;
  }
  return nullptr;
}

bool PendingQueue::mark_due(TimePoint now) noexcept {
  bool some = false;
  while (!own_deadlines_.empty() && own_deadlines_.begin()->first <= now) {
    messages_[own_deadlines_.begin()->second - first_sequence_].due = true;
    own_deadlines_.erase(own_deadlines_.begin());
    some = true;
  }
  return some;
}

std::optional<TimePoint> PendingQueue::first_deadline() {
  const PendingMessage* message = next_in_order();
  std::optional<TimePoint> first;
  if (message) first = message->deadline;
  if (!own_deadlines_.empty()) {
    const TimePoint own = own_deadlines_.begin()->first;
    if (!first || own < *first) first = own;
  }
  return first;
}

void PendingQueue::forget_waiter(std::uint64_t sequence) {
  if (sequence < first_sequence_ || sequence >= next_sequence()) return;
  messages_[sequence - first_sequence_].waiter = nullptr;
}

}  // namespace pulsarws
