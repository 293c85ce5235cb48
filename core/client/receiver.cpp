#include "core/client/receiver.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace pulsarws {
namespace {

constexpr int kPullFrames = 64;

// What a server may deliver beyond what was asked for.
constexpr std::size_t kSurplus = 100;
constexpr std::size_t kMostSurplusBytes = 16 << 20;

// A rest is not worth it where the caller has less time than this.
constexpr Timeout kLongEnoughToRest = 5;

}  // namespace

// --- What the server sends --------------------------------------------------

void Receiver::on_session_text(std::uint64_t connection,
                               std::string_view text) {
  if (connection == overrun_) return;
  auto frame = parser_.parse_consumer_frame(text);
  if (!frame) {
    session_->fail_connection(connection, frame.error());
    return;
  }
  Arrived arrived;
  arrived.kind = frame->kind;
  arrived.unreadable = frame->unreadable;
  switch (frame->kind) {
    case wire::ConsumerFrame::Kind::kEndOfTopic:
      arrived.end_of_topic = frame->end_of_topic;
      break;
    case wire::ConsumerFrame::Kind::kMessage:
      arrived.message =
          std::make_shared<const Message>(std::move(frame->message), connection,
                                          weak_from_this(), shared_topic());
      break;
    default:
      break;
  }
  arrived_.push_back(std::move(arrived));
}

// Told once: the next ones are only counted.
void Receiver::note_unreadable_locked(const Arrived& arrived, Later& later) {
  ++counts_.unreadable;
  if (std::exchange(unreadable_told_, true)) return;
  const std::string name(arrived.unreadable);
  if (arrived.message) {
    later.warning = "the message " +
                    std::string(arrived.message->content().message_id) +
                    " has a field that cannot be read, and is handed out "
                    "without it: " +
                    name;
  } else {
    later.warning =
        "the server sent a frame that is not handed out, since this cannot be "
        "read in it: " +
        name;
  }
  later.warning += " (told once; the statistics count them)";
}

// All that came in one read is handed on under one lock.
void Receiver::on_session_batch_end(std::uint64_t connection) {
  if (arrived_.empty()) return;
  Later later;
  Error overrun;
  {
    std::lock_guard lock(mutex_);
    if (!listening_ && arrived_.size() < Burst::kBatch) {
      burst_.note(Clock::now());
    }
    try {
      for (Arrived& arrived : arrived_) {
        if (connection != connection_ || state_ == State::kEnded) break;
        if (!arrived.unreadable.empty()) note_unreadable_locked(arrived, later);
        switch (arrived.kind) {
          case wire::ConsumerFrame::Kind::kMessage:
            note_received_locked(arrived.message->content());
            delivered_locked(std::move(arrived.message), later);
            break;
          case wire::ConsumerFrame::Kind::kEndOfTopic:
            answered_locked(arrived.end_of_topic, later);
            break;
          case wire::ConsumerFrame::Kind::kNameless:
            ++counts_.received;
            ++counts_.dropped;
            passed_over_locked();
            break;
          case wire::ConsumerFrame::Kind::kUnknown:
            break;
        }
        if (arrived.kind == wire::ConsumerFrame::Kind::kMessage &&
            is_overrun_locked()) {
          overrun_ = connection;
          overrun = overrun_locked();
          break;
        }
      }
    } catch (const std::bad_alloc&) {
      later.out_of_memory = connection;  // the rest comes again
    }
    later.waker = wake_for_frames_locked();
  }
  arrived_.clear();
  run(later);
  if (overrun) session_->fail_connection(connection, std::move(overrun));
}

bool Receiver::is_overrun_locked() noexcept {
  const std::size_t most = most_queued_locked();
  if (queue_.size() <= most) {
    surplus_bytes_ = 0;
    return false;
  }
  surplus_bytes_ += queue_.back()->content().payload.size();
  return queue_.size() > 2 * most + kSurplus ||
         surplus_bytes_ > kMostSurplusBytes;
}

Error Receiver::overrun_locked() const {
  return Error(Status::kProtocol,
               description() + ": the server has delivered " +
                   std::to_string(queue_.size()) +
                   " messages that wait, where it may deliver " +
                   std::to_string(most_queued_locked()) +
                   " (receiverQueueSize, or the permits)");
}

void Receiver::add_locked(MessagePtr message, Later& later) {
  queue_.push_back(std::move(message));
  serve_locked(later);
}

void Receiver::serve_locked(Later& later) {
  while (!paused_ && !queue_.empty() && !receiving_.empty()) {
    auto receiving = receiving_.take_front();
    if (!receiving->claim()) continue;
    MessagePtr message;
    Error failed = error_of(Status::kOutOfMemory, [&] {
      message = pop_locked();
      return Error();
    });
    later.operations.add_claimed(std::move(receiving), std::move(failed),
                                 std::move(message));
  }
  if (listening_ && !paused_ && !queue_.empty()) announce_locked(later);
}

void Receiver::announce_locked(Later& later) noexcept {
  if (!word_) return;
  sign(*word_);
  later.events.push_back(std::move(word_));
}

// --- What the application takes ---------------------------------------------

MessagePtr Receiver::pop_locked() {
  if (queue_.empty() || paused_) return nullptr;
  hand_out_locked(queue_.front());
  return queue_.take_front();
}

Error Receiver::receiving_refusal_locked() const {
  if (Error refusal = refusal_locked()) return refusal;
  if (listening_) {
    return Error(Status::kInvalidArgument,
                 description() +
                     " has a listener, which gets all messages; receive and "
                     "listen do not go together");
  }
  return {};
}

void Receiver::take_queued(std::vector<MessagePtr>& out, const Wanted& wanted) {
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (queue_.empty() || receiving_refusal_locked()) return;
    out.reserve(out.size() + std::min(wanted.count, queue_.size()));
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < wanted.count &&
           (wanted.bytes == 0 || bytes < wanted.bytes)) {
      MessagePtr message;
      try {
        message = pop_locked();
      } catch (const std::bad_alloc&) {
        if (out.empty()) throw;  // else what was taken is the caller's
      }
      if (!message) break;
      ++count;
      bytes += message->content().payload.size();
      out.push_back(std::move(message));
    }
    waker = wake_for_frames_locked();
  }
  wake(waker);
}

bool Receiver::is_rest_worth_it(Timeout timeout) {
  if (timeout >= 0 && timeout < kLongEnoughToRest) return false;
  std::lock_guard lock(mutex_);
  return queue_.empty() && burst_.take_rest();
}

Result<MessagePtr> Receiver::receive(Timeout timeout) {
  if (is_rest_worth_it(timeout)) std::this_thread::sleep_for(Burst::kRest);
  auto receiving = std::make_shared<Operation>();
  receive(receiving);
  if (receiving->is_claimed()) {
    receiving->wait({});
  } else if (Error error =
                 wait_for(*receiving, timeout, description() + ": receiving")) {
    return error;
  }
  if (receiving->error()) return receiving->error();
  return receiving->take_message();
}

void Receiver::receive(std::shared_ptr<Operation> receiving) {
  MessagePtr message;
  Error refusal;
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    refusal = receiving_refusal_locked();
    if (!refusal) {
      if (queue_.empty() || paused_) {
        wait_locked(std::move(receiving));
        return;
      }
      if (!receiving->claim()) return;  // cancelled: the message stays
      refusal = error_of(Status::kOutOfMemory, [&] {
        message = pop_locked();
        return Error();
      });
      waker = wake_for_frames_locked();
    } else if (!receiving->claim()) {
      return;
    }
  }
  receiving->finish(std::move(refusal), std::move(message));
  wake(waker);
}

void Receiver::wait_locked(std::shared_ptr<Operation> receiving) {
  // Those that have ended meanwhile need not be kept for a message.
  if (receiving_.size() >= prune_at_) {
    for (std::size_t waiting = receiving_.size(); waiting > 0; --waiting) {
      auto one = receiving_.take_front();
      if (!one->is_claimed()) receiving_.push_back(std::move(one));
    }
    prune_at_ = std::max<std::size_t>(16, 2 * receiving_.size());
  }
  receiving_.push_back(std::move(receiving));
}

Result<std::vector<MessagePtr>> Receiver::receive_batch(std::size_t count,
                                                        std::size_t bytes,
                                                        Timeout timeout) {
  auto deadline = deadline_after(timeout);
  std::vector<MessagePtr> batch;
  std::size_t so_far = 0;
  const auto is_full = [&] {
    return batch.size() >= count || (bytes != 0 && so_far >= bytes);
  };
  while (!is_full()) {
    const std::size_t before = batch.size();
    take_queued(batch, {count - before, bytes == 0 ? 0 : bytes - so_far});
    for (std::size_t i = before; i < batch.size(); ++i) {
      so_far += batch[i]->content().payload.size();
    }
    if (is_full()) break;
    Timeout left = timeout;
    if (deadline) {
      auto rest = std::chrono::ceil<Milliseconds>(*deadline - Clock::now());
      left = static_cast<Timeout>(std::max<std::int64_t>(0, rest.count()));
    }
    batch.reserve(batch.size() + 1);
    auto message = receive(left);
    if (!message) {
      // What has come is the caller's; what is wrong, the next call tells.
      if (!batch.empty()) break;
      return message.error();
    }
    so_far += (*message)->content().payload.size();
    batch.push_back(std::move(*message));
  }
  return batch;
}

Error Receiver::listen(const std::shared_ptr<EventHandler>& handler) {
  auto word = std::make_unique<Event>();
  word->type = EventType::kMessage;
  word->handler = handler;
  auto end_event = std::make_unique<Event>();
  end_event->type = EventType::kEnded;
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (Error refusal = receiving_refusal_locked()) return refusal;
    for (std::size_t i = 0; i < receiving_.size(); ++i) {
      if (receiving_[i]->is_claimed()) continue;
      return Error(Status::kInvalidArgument,
                   description() +
                       ": a receive is under way; receive and listen do not "
                       "go together");
    }
    listener_ = handler;
    word_ = std::move(word);
    end_event_ = std::move(end_event);
    listening_ = true;
    serve_locked(later);
  }
  run(later);
  return {};
}

MessagePtr Receiver::take_for_listener(std::unique_ptr<Event>& word) noexcept {
  MessagePtr message;
  Later later;
  {
    std::lock_guard lock(mutex_);
    try {
      message = pop_locked();
    } catch (const std::bad_alloc&) {
      later.out_of_memory = connection_;  // it comes again
    }
    // Else the listener is to be let go of.
    if (!message && state_ != State::kEnded) {
      word->source = nullptr;
      word_ = std::move(word);
    }
    later.waker = wake_for_frames_locked();
  }
  run(later);
  return message;
}

void Receiver::take_back_if_idle(std::unique_ptr<Event>& word) noexcept {
  std::lock_guard lock(mutex_);
  const bool idle = queue_.empty() || paused_;
  if (!idle || state_ == State::kEnded) return;
  word->source = nullptr;
  word_ = std::move(word);
}

Error Receiver::pause() {
  std::lock_guard lock(mutex_);
  if (Error refusal = refusal_locked()) return refusal;
  paused_ = true;
  return {};
}

Error Receiver::resume() {
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (Error refusal = refusal_locked()) return refusal;
    if (!std::exchange(paused_, false)) return {};
    serve_locked(later);
    later.waker = wake_for_frames_locked();
  }
  run(later);
  return {};
}

void Receiver::note_received_locked(const wire::IncomingMessage& content) {
  ++counts_.received;
  counts_.received_bytes += content.payload.size();
  if (content.redelivery_count > 0) ++counts_.redelivered;
}

ReceiverStatistics Receiver::statistics() const {
  std::lock_guard lock(mutex_);
  ReceiverStatistics now;
  now.endpoint = statistics_locked();
  describe_locked(now.endpoint);
  now.counts = counts_;
  now.queued = queue_.size();
  return now;
}

std::size_t Receiver::queued_count() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

bool Receiver::pull_frames(std::uint64_t connection, FrameSink& sink) {
  std::lock_guard lock(mutex_);
  if (connection != connection_) return false;
  for (int i = 0; i < kPullFrames && !frames_.empty(); ++i) {
    sink.put(frames_.front());
    frames_.pop_front();
  }
  if (frames_.empty()) pulls_end_locked();
  return !frames_.empty();
}

void Receiver::refuse_receives_locked(const Error& reason,
                                      Later& later) noexcept {
  while (!receiving_.empty()) {
    later.operations.add(receiving_.take_front(), reason.copied());
  }
}

void Receiver::tell_listener_locked(EventType type, Error error, Later& later) {
  auto event = std::make_unique<Event>();
  event->type = type;
  event->error = std::move(error);
  event->handler = listener_;
  sign(*event);
  later.events.push_back(std::move(event));
}

void Receiver::end_listening_locked(const Error& reason,
                                    Later& later) noexcept {
  if (reason && end_event_) {
    end_event_->error = reason.copied();
    end_event_->handler = listener_;
    sign(*end_event_);
    later.events.push_back(std::move(end_event_));
  }
  later.handlers[0] = std::exchange(listener_, nullptr);
  later.word = std::move(word_);
}

}  // namespace pulsarws
