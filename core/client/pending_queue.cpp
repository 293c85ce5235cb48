#include "core/client/pending_queue.h"

#include <utility>

namespace pulsarws {
namespace {

constexpr std::uint32_t kLossesOfAPoisonedMessage = 3;

}  // namespace

void PendingQueue::add(PendingMessage message) {
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
  PendingMessage taken = std::move(message);
  // What stays in its place only counts.
  message = PendingMessage();
  message.sequence = taken.sequence;
  message.settled = true;
  return taken;
}

void PendingQueue::drop_settled_front() {
  while (!messages_.empty() && messages_.front().settled) {
    messages_.pop_front();
    ++first_sequence_;
  }
  if (next_to_write_ < first_sequence_) next_to_write_ = first_sequence_;
}

std::optional<PendingMessage> PendingQueue::settle(std::uint64_t sequence) {
  if (sequence < first_sequence_ || sequence >= next_sequence()) return {};
  PendingMessage& message = messages_[sequence - first_sequence_];
  if (message.settled) return {};
  PendingMessage taken = take(message);
  drop_settled_front();
  if (!messages_.empty()) messages_.front().losses = 0;
  return taken;
}

std::optional<PendingMessage> PendingQueue::connection_lost() {
  bool first_was_written = next_to_write_ > first_sequence_;
  next_to_write_ = first_sequence_;
  written_count_ = 0;
  written_bytes_ = 0;
  if (messages_.empty() || !first_was_written) return {};
  PendingMessage& first = messages_.front();
  if (++first.losses < kLossesOfAPoisonedMessage) return {};
  PendingMessage poisoned = take(first);
  drop_settled_front();
  return poisoned;
}

std::vector<PendingMessage> PendingQueue::take_expired(TimePoint now) {
  std::vector<PendingMessage> expired;
  for (PendingMessage& message : messages_) {
    if (message.settled) continue;
    // All have the same sendTimeout, so the deadlines stand in order.
    if (!message.deadline || *message.deadline > now) break;
    expired.push_back(take(message));
  }
  drop_settled_front();
  return expired;
}

std::vector<PendingMessage> PendingQueue::take_all() {
  std::vector<PendingMessage> all;
  for (PendingMessage& message : messages_) {
    if (!message.settled) all.push_back(take(message));
  }
  drop_settled_front();
  return all;
}

std::optional<TimePoint> PendingQueue::first_deadline() const {
  if (messages_.empty()) return {};
  return messages_.front().deadline;
}

void PendingQueue::forget_waiter(std::uint64_t sequence) {
  if (sequence < first_sequence_ || sequence >= next_sequence()) return;
  messages_[sequence - first_sequence_].waiter = nullptr;
}

}  // namespace pulsarws
