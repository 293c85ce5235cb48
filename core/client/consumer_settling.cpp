// How a consumer acks and nacks, and asks the server whether that has arrived.
#include <algorithm>

#include "core/client/consumer.h"

namespace pulsarws {
namespace {

// How many verdicts may go without a fence behind them, and for how long: what
// is unfenced is remembered over a reconnect, which costs memory, and must not
// be mistaken for settled should an administrator rewind the subscription.
constexpr std::size_t kUnfencedMost = 1000;
constexpr Milliseconds kUnfencedFor{1000};

}  // namespace

// --- Verdicts --------------------------------------------------------------

Error Consumer::settle(const Message& message, Verdict verdict) {
  if (!message.is_from(*this)) {
    return Error(Status::kWrongConsumer,
                 description() +
                     ": the message came from another consumer; settle it "
                     "there");
  }
  {
    std::lock_guard lock(mutex_);
    if (Error error = refusal_locked()) return error;
    if (!message.settle()) return {};
    outstanding_.remove(message);
    const wire::IncomingMessage& content = message.content();
    settle_locked(message.connection(), content.message_id, content.id,
                  verdict);
  }
  session_->notify();
  return {};
}

Error Consumer::settle(const wire::MessageId& id, Verdict verdict) {
  {
    std::lock_guard lock(mutex_);
    if (Error error = refusal_locked()) return error;
    auto delivery = outstanding_.take(id);
    if (!delivery) {
      return Error(Status::kWrongConsumer,
                   description() + ": " + id.to_string() +
                       " is not the id of a message that was handed out here "
                       "and is not settled yet");
    }
    settle_locked(*delivery, verdict);
  }
  session_->notify();
  return {};
}

void Consumer::settle_locked(const Outstanding::Delivery& delivery,
                             Verdict verdict) {
  if (!delivery.settle()) return;
  settle_locked(delivery.connection, delivery.wire_id, delivery.id, verdict);
}

void Consumer::settle_locked(std::uint64_t connection, std::string_view wire_id,
                             const wire::MessageId& id, Verdict verdict) {
  ++(verdict == Verdict::kAck ? counts_.acks : counts_.nacks);
  if (connection == connection_) {
    write_verdict_locked(wire_id, id, verdict);
  } else if (!settle_in_queue_locked(id, verdict)) {
    settlements_.remember(id, verdict, client().timers().now());
  }
}

bool Consumer::settle_in_queue_locked(const wire::MessageId& id,
                                      Verdict verdict) {
  auto again = std::find_if(
      queue_.begin(), queue_.end(),
      [&id](const auto& queued) { return queued->content().id == id; });
  if (again == queue_.end()) return false;
  ++counts_.settled_by_library;
  write_verdict_locked((*again)->content().message_id, id, verdict);
  queue_.erase(again);
  top_up_locked();
  return true;
}

Error Consumer::cumulative_refusal_locked() const {
  if (Error error = refusal_locked()) return error;
  if (settings_.cumulative) return {};
  return Error(Status::kNotSupported,
               description() +
                   ": there is no cumulative ack on a Shared or Key_Shared "
                   "subscription, where other consumers have messages in "
                   "between, nor on several topics; ack each message");
}

Error Consumer::ack_cumulative(const Message& message) {
  if (!message.is_from(*this)) return settle(message, Verdict::kAck);
  return ack_cumulative(message.content().id);
}

Error Consumer::ack_cumulative(const wire::MessageId& id) {
  {
    std::lock_guard lock(mutex_);
    if (Error error = cumulative_refusal_locked()) return error;
    for (const auto& delivery : outstanding_.take_up_to(id)) {
      settle_locked(delivery, Verdict::kAck);
    }
  }
  session_->notify();
  return {};
}

Error Consumer::redeliver() {
  {
    std::lock_guard lock(mutex_);
    if (Error error = refusal_locked()) return error;
    for (const auto& delivery : outstanding_.take_all()) {
      if (!delivery.settle()) continue;
      ++counts_.nacks;
      // Those of an earlier connection come again without our asking.
      if (delivery.connection == connection_) {
        write_verdict_locked(delivery.wire_id, delivery.id, Verdict::kNack);
      }
    }
  }
  session_->notify();
  return {};
}

std::size_t Consumer::outstanding_count() const {
  std::lock_guard lock(mutex_);
  return outstanding_.count();
}

void Consumer::write_verdict_locked(std::string_view wire_id,
                                    const wire::MessageId& id,
                                    Verdict verdict) {
  add_frame_locked(verdict == Verdict::kAck
                       ? wire::write_ack(wire_id)
                       : wire::write_negative_ack(wire_id));
  settlements_.sent(id, verdict);
  if (settlements_.without_fence() >= kUnfencedMost && fences_.empty()) {
    ask_fence_locked(nullptr);
  } else {
    arm_fence_timer_locked();
  }
}

// --- Questions -------------------------------------------------------------

void Consumer::ask_fence_locked(std::shared_ptr<Operation> waiting) {
  add_frame_locked(wire::write_end_of_topic_question());
  settlements_.fence_asked();
  fences_.emplace_back();
  if (waiting) fences_.back().waiting.push_back(std::move(waiting));
}

void Consumer::arm_fence_timer_locked() {
  if (fence_timer_armed_) return;
  fence_timer_armed_ = true;
  client().timers().call_after(kUnfencedFor, [weak = weak_from_this()] {
    if (auto self = weak.lock()) static_cast<Consumer&>(*self).fence_due();
  });
}

void Consumer::fence_due() noexcept {
  {
    std::lock_guard lock(mutex_);
    fence_timer_armed_ = false;
    if (connection_ == 0 || settlements_.without_fence() == 0) return;
    ask_fence_locked(nullptr);
  }
  session_->notify();
}

void Consumer::answer_fence(bool end_of_topic) {
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (fences_.empty()) return;
    settlements_.fence_answered();
    for (auto& waiting : fences_.front().waiting) {
      later.emplace_back([waiting, end_of_topic] {
        if (!waiting->claim()) return;
        waiting->set_answer(end_of_topic);
        waiting->finish(Error());
      });
    }
    fences_.pop_front();
    if (leaving_ && fences_.empty()) {
      later.emplace_back(
          [leaving = std::move(leaving_), self = shared_from_this()] {
            self->close(nullptr);
            leaving->complete(Error());
          });
      leaving_ = nullptr;
    }
    continue_close_locked(later);
  }
  run(later);
}

void Consumer::ask_fence(const std::shared_ptr<Operation>& waiting) {
  Error refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();
    if (!refusal && connection_ == 0) {
      refusal = Error(Status::kConnectionLost,
                      description() +
                          " has no connection now; its acks are settled when "
                          "the messages are delivered again");
    }
    if (!refusal) ask_fence_locked(waiting);
  }
  if (refusal) {
    waiting->complete(std::move(refusal));
  } else {
    session_->notify();
  }
}

void Consumer::flush_acks(const std::shared_ptr<Operation>& flushing) {
  ask_fence(flushing);
}

Error Consumer::flush_acks(Timeout timeout) {
  auto flushing = std::make_shared<Operation>();
  ask_fence(flushing);
  return wait_for(*flushing, timeout, description() + ": the flush of acks");
}

void Consumer::ask_end_of_topic(const std::shared_ptr<Operation>& asking) {
  ask_fence(asking);
}

Result<bool> Consumer::ask_end_of_topic(Timeout timeout) {
  auto asking = std::make_shared<Operation>();
  ask_fence(asking);
  if (Error error =
          wait_for(*asking, timeout, description() + ": the question")) {
    return error;
  }
  return asking->answer();
}

void Consumer::unsubscribe(const std::shared_ptr<Operation>& leaving) {
  Error refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();
    if (!refusal && leaving_) {
      refusal = Error(Status::kInvalidArgument,
                      description() + ": it is unsubscribing already");
    }
    if (!refusal && connection_ == 0) {
      refusal = Error(Status::kConnectionLost,
                      description() +
                          " has no connection now, over which it could be "
                          "asked to unsubscribe");
    }
    if (!refusal) {
      leaving_ = leaving;
      drop_queue_locked();
      add_frame_locked(wire::write_unsubscribe_request());
      ask_fence_locked(nullptr);
    }
  }
  if (refusal) {
    leaving->complete(std::move(refusal));
  } else {
    session_->notify();
  }
}

Error Consumer::unsubscribe(Timeout timeout) {
  auto leaving = std::make_shared<Operation>();
  unsubscribe(leaving);
  return wait_for(*leaving, timeout, description() + ": unsubscribing");
}

}  // namespace pulsarws
