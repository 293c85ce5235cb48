// How a consumer acks and nacks, and asks the server whether that has arrived.
#include <new>
#include <utility>

#include "core/client/consumer.h"
#include "core/wire/base64.h"

namespace pulsarws {
namespace {

// How many verdicts may go without a fence behind them, and for how long: what
// is unfenced is remembered over a reconnect, which costs memory, and must not
// be mistaken for settled should an administrator rewind the subscription.
constexpr std::size_t kUnfencedMost = 1000;
constexpr Milliseconds kUnfencedFor{1000};

// A server that has not answered the first fence for so long, and then answers
// a ping within the second, does not know the question.
constexpr Milliseconds kFenceOverdue{4000};
constexpr Milliseconds kPingAnswered{1000};

// How long after it was written a verdict counts as handled, where there is no
// fence.
constexpr Milliseconds kPassedByTime{1000};

}  // namespace

// --- Verdicts --------------------------------------------------------------

Error Consumer::settle(const Message& message, Verdict verdict) {
  if (!message.is_from(*this)) {
    return Error(Status::kWrongConsumer,
                 description() +
                     ": the message came from another consumer; settle it "
                     "there");
  }
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (Error error = refusal_locked()) return error;
    const wire::IncomingMessage& content = message.content();
    // All that needs memory comes before the verdict counts.
    wire::Frame frame = outstanding_.ack_of(message);
    if (frame.size() == 0) frame = wire::write_ack(content.message_id);
    if (verdict == Verdict::kNack) frame = wire::write_negative_ack(frame);
    reserve_verdicts_locked(1);
    if (!message.settle()) return {};
    if (is_unique(content.id)) {
      outstanding_.remove(message);
      settle_locked(message.connection(), std::move(frame), content.id,
                    verdict);
    } else {
      settle_alike_locked(message.connection() == connection_, std::move(frame),
                          verdict);
    }
    waker = wake_for_frames_locked();
  }
  wake(waker);
  return {};
}

Error Consumer::settle(const wire::MessageId& id, Verdict verdict) {
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (Error error = refusal_locked()) return error;
    if (Error error = is_unique(id) ? settle_outstanding_locked(id, verdict)
                                    : settle_alike_locked(id, verdict)) {
      return error;
    }
    waker = wake_for_frames_locked();
  }
  wake(waker);
  return {};
}

Error Consumer::settle_outstanding_locked(const wire::MessageId& id,
                                          Verdict verdict) {
  const Outstanding::Delivery* known = outstanding_.find(id);
  if (!known) return no_such_message(id);
  wire::Frame frame = verdict == Verdict::kAck
                          ? known->ack
                          : wire::write_negative_ack(known->ack);
  reserve_verdicts_locked(1);
  const auto delivery = outstanding_.take(id);
  if (delivery->settle()) {
    settle_locked(delivery->connection, std::move(frame), id, verdict);
  }
  return {};
}

Error Consumer::no_such_message(const wire::MessageId& id) const {
  return Error(Status::kWrongConsumer,
               description() + ": " + id.to_string() +
                   " is not the id of a message that was handed out here and "
                   "is not settled yet");
}

// --- Messages whose ids are alike ------------------------------------------

bool Consumer::is_unique(const wire::MessageId& id) const noexcept {
  if (settings_.volatile_all) return false;
  // Such is the id of every message of a non-persistent topic. Should it be a
  // persistent one's, nothing worse comes of it than a second delivery.
  if (settings_.volatile_some && id.ledger_id == 0 && id.entry_id == 0) {
    return false;
  }
  // One that could not be read.
  return id.ledger_id != -1 || id.entry_id != -1;
}

void Consumer::settle_alike_locked(bool here, wire::Frame frame,
                                   Verdict verdict) noexcept {
  ++(verdict == Verdict::kAck ? counts_.acks : counts_.nacks);
  if (alike_ > 0) --alike_;
  if (!here) return;
  if (alike_here_ > 0) --alike_here_;
  add_frame_locked(std::move(frame));
}

Error Consumer::settle_alike_locked(const wire::MessageId& id,
                                    Verdict verdict) {
  if (alike_ == 0) return no_such_message(id);
  const std::string text = wire::encode_base64(id.serialize());
  wire::Frame frame = verdict == Verdict::kAck ? wire::write_ack(text)
                                               : wire::write_negative_ack(text);
  reserve_verdicts_locked(1);
  settle_alike_locked(alike_here_ > 0, std::move(frame), verdict);
  return {};
}

// --- Verdicts on the wire --------------------------------------------------

void Consumer::settle_locked(std::uint64_t connection, wire::Frame frame,
                             const wire::MessageId& id,
                             Verdict verdict) noexcept {
  ++(verdict == Verdict::kAck ? counts_.acks : counts_.nacks);
  if (connection == connection_) {
    write_verdict_locked(std::move(frame), id, verdict);
    return;
  }
  try {
    if (settle_in_queue_locked(id, verdict)) return;
  } catch (const std::bad_alloc&) {
    return;  // then the application gets it a second time
  }
  settlements_.remember(id, verdict, client().timers().now());
}

bool Consumer::settle_in_queue_locked(const wire::MessageId& id,
                                      Verdict verdict) {
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const wire::IncomingMessage& content = queue_[i]->content();
    if (!(content.id == id)) continue;
    wire::Frame frame = verdict == Verdict::kAck
                            ? wire::write_ack(content.message_id)
                            : wire::write_negative_ack(content.message_id);
    top_up_locked();
    reserve_verdicts_locked(1);
    ++counts_.settled_by_library;
    write_verdict_locked(std::move(frame), id, verdict);
    queue_.erase(i);
    return true;
  }
  return false;
}

Error Consumer::cumulative_refusal_locked() const {
  if (Error error = refusal_locked()) return error;
  if (settings_.cumulative) return {};
  return Error(Status::kNotSupported,
               description() +
                   ": there is no cumulative ack on a Shared or Key_Shared "
                   "subscription, where other consumers have messages in "
                   "between, nor on several topics or a non-persistent one; "
                   "ack each message");
}

Error Consumer::ack_cumulative(const Message& message) {
  if (!message.is_from(*this)) return settle(message, Verdict::kAck);
  return ack_cumulative(message.content().id);
}

Error Consumer::ack_cumulative(const wire::MessageId& id) {
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (Error error = cumulative_refusal_locked()) return error;
    outstanding_.take_up_to(id, [this](Outstanding::Delivery& delivery) {
      reserve_verdicts_locked(1);
      if (!delivery.settle()) return;
      settle_locked(delivery.connection, delivery.ack, delivery.id,
                    Verdict::kAck);
    });
    waker = wake_for_frames_locked();
  }
  wake(waker);
  return {};
}

Error Consumer::redeliver() {
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (Error error = refusal_locked()) return error;
    outstanding_.take_all([this](Outstanding::Delivery& delivery) {
      // Those of an earlier connection come again without our asking.
      const bool asks = delivery.connection == connection_;
      wire::Frame nack;
      if (asks) nack = wire::write_negative_ack(delivery.ack);
      reserve_verdicts_locked(1);
      if (!delivery.settle()) return;
      ++counts_.nacks;
      if (asks) {
        write_verdict_locked(std::move(nack), delivery.id, Verdict::kNack);
      }
    });
    waker = wake_for_frames_locked();
  }
  wake(waker);
  return {};
}

std::size_t Consumer::outstanding_count() const {
  std::lock_guard lock(mutex_);
  return outstanding_.count() + alike_;
}

void Consumer::reserve_verdicts_locked(std::size_t count) {
  frames_.reserve_more(count);
  settlements_.reserve_sent(count);
}

void Consumer::write_verdict_locked(wire::Frame frame,
                                    const wire::MessageId& id,
                                    Verdict verdict) noexcept {
  add_frame_locked(std::move(frame));
  settlements_.sent(id, verdict);
  fence_verdicts_locked();
}

// Soon, or at once where there are many.
void Consumer::fence_verdicts_locked() noexcept {
  try {
    if (settlements_.without_fence() >= kUnfencedMost && fences_.empty()) {
      ask_fence_locked(nullptr);
    } else if (!fence_timer_armed_) {
      client().timers().call_after(kUnfencedFor, [weak = weak_from_this()] {
        if (auto self = weak.lock()) static_cast<Consumer&>(*self).fence_due();
      });
      fence_timer_armed_ = true;
    }
  } catch (const std::bad_alloc&) {
    return;  // with the next verdict, then
  }
}

// --- Questions -------------------------------------------------------------

void Consumer::ask_fence_locked(std::shared_ptr<Operation> waiting,
                                bool question) {
  const bool asks = !does_without_fences();
  wire::Frame frame;
  if (asks) frame = wire::write_end_of_topic_question();
  frames_.reserve_more(1);
  fences_.reserve_more(1);
  settlements_.reserve_fence();
  if (asks) {
    watch_fence_locked();
    add_frame_locked(std::move(frame));
  } else {
    pass_fence_later_locked();
  }
  fences_.push_back({std::move(waiting), asks, question});
  settlements_.fence_asked();
}

bool Consumer::does_without_fences() const noexcept {
  return settings_.ack_fence == AckFence::kOff ||
         (settings_.ack_fence == AckFence::kAuto &&
          client().fence_knowledge().is_silent());
}

void Consumer::pass_fence_later_locked() {
  client().timers().call_after(
      kPassedByTime, [weak = weak_from_this(), connection = connection_] {
        if (auto self = weak.lock()) {
          static_cast<Consumer&>(*self).time_passes_fence(connection);
        }
      });
}

void Consumer::time_passes_fence(std::uint64_t connection) noexcept {
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_ || fences_.empty()) return;
    try {
      if (fences_.front().asked) {
        pass_fence_later_locked();  // what stands before it is not through yet
      } else {
        fence_passed_locked(false, later);
      }
    } catch (const std::bad_alloc&) {
      later.out_of_memory = connection;
    }
  }
  run(later);
}

void Consumer::watch_fence_locked() {
  if (settings_.ack_fence != AckFence::kAuto || watched_fence_ == connection_ ||
      !client().fence_knowledge().is_open()) {
    return;
  }
  client().timers().call_after(
      kFenceOverdue, [weak = weak_from_this(), connection = connection_] {
        if (auto self = weak.lock()) {
          static_cast<Consumer&>(*self).fence_is_overdue(connection);
        }
      });
  watched_fence_ = connection_;
}

// It may be that nobody is there any more: a ping tells.
void Consumer::fence_is_overdue(std::uint64_t connection) noexcept {
  std::lock_guard lock(mutex_);
  if (connection != connection_ || fences_.empty() ||
      client().fence_knowledge().is_answered()) {
    return;
  }
  try {
    client().timers().call_after(
        kPingAnswered,
        [weak = weak_from_this(), connection, asked = client().timers().now()] {
          if (auto self = weak.lock()) {
            static_cast<Consumer&>(*self).judge_silence(connection, asked);
          }
        });
  } catch (const std::bad_alloc&) {
    watched_fence_ = 0;  // with the next fence, then
    return;
  }
  session_->ping(connection);
}

void Consumer::judge_silence(std::uint64_t connection,
                             TimePoint asked) noexcept {
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_ || fences_.empty() ||
        client().fence_knowledge().is_answered()) {
      return;
    }
    if (session_->last_heard() < asked) {
      watched_fence_ = 0;  // dead rather than old; whoever lives is asked anew
      return;
    }
    client().fence_knowledge().unanswered();
    try {
      later.warning =
          "the server does not answer isEndOfTopic, as old proxies do not: "
          "from now on acks count as handled a second after they were written "
          "(ackFence)";
      while (!fences_.empty()) {
        if (fences_.front().question) {
          later.operations.add(std::move(fences_.front().waiting), no_answer());
        }
        fence_passed_locked(false, later);
      }
    } catch (const std::bad_alloc&) {
      later.out_of_memory = connection;
    }
  }
  run(later);
}

void Consumer::fence_due() noexcept {
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    fence_timer_armed_ = false;
    if (connection_ == 0 || settlements_.without_fence() == 0) return;
    try {
      ask_fence_locked(nullptr);
    } catch (const std::bad_alloc&) {
      return;  // with the next verdict, then
    }
    waker = wake_for_frames_locked();
  }
  wake(waker);
}

void Consumer::answered_locked(bool end_of_topic, Later& later) {
  client().fence_knowledge().answered();
  if (fences_.empty() || !fences_.front().asked) return;
  fence_passed_locked(end_of_topic, later);
}

void Consumer::fence_passed_locked(bool end_of_topic, Later& later) {
  settlements_.fence_answered(client().timers().now());
  later.operations.add(fences_.take_front().waiting, Error(), end_of_topic);
  if (leaving_ && fences_.empty()) {
    later.close = true;
    later.operations.add(std::exchange(leaving_, nullptr), Error());
  }
  continue_close_locked(later);
}

void Consumer::ask_fence(const std::shared_ptr<Operation>& waiting,
                         bool question) {
  Error refusal;
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();
    if (!refusal && connection_ == 0) {
      refusal = Error(Status::kConnectionLost,
                      description() +
                          " has no connection now; its acks are settled when "
                          "the messages are delivered again");
    }
    if (!refusal) {
      ask_fence_locked(waiting, question);
      waker = wake_for_frames_locked();
    }
  }
  if (refusal) {
    waiting->complete(std::move(refusal));
  } else {
    wake(waker);
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
  if (does_without_fences()) {
    asking->complete(no_answer());
  } else {
    ask_fence(asking, true);
  }
}

Error Consumer::no_answer() const {
  return Error(Status::kNotSupported,
               description() +
                   ": the server does not answer whether the topic has ended, "
                   "or ackFence=off says so");
}

Result<bool> Consumer::ask_end_of_topic(Timeout timeout) {
  auto asking = std::make_shared<Operation>();
  ask_end_of_topic(asking);
  if (Error error =
          wait_for(*asking, timeout, description() + ": the question")) {
    return error;
  }
  return asking->answer();
}

void Consumer::unsubscribe(const std::shared_ptr<Operation>& leaving) {
  Error refusal;
  std::shared_ptr<FrameWaker> waker;
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
      add_frame_locked(wire::write_unsubscribe_request());
      try {
        ask_fence_locked(nullptr);
      } catch (const std::bad_alloc&) {
        frames_.pop_back();
        throw;
      }
      leaving_ = leaving;
      drop_queue_locked();
      waker = wake_for_frames_locked();
    }
  }
  if (refusal) {
    leaving->complete(std::move(refusal));
  } else {
    wake(waker);
  }
}

Error Consumer::unsubscribe(Timeout timeout) {
  auto leaving = std::make_shared<Operation>();
  unsubscribe(leaving);
  return wait_for_callbacks(*leaving, client().events(), timeout,
                            description() + ": unsubscribing");
}

}  // namespace pulsarws
