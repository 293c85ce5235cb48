#include "core/client/receiver.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace pulsarws {
namespace {

constexpr int kPullFrames = 64;

// A rest is not worth it where the caller has less time than this.
constexpr Timeout kLongEnoughToRest = 5;

}  // namespace

Receiver::Arrival Receiver::add_locked(MessagePtr message) {
  Arrival arrival;
  while (!paused_ && !receiving_.empty()) {
    auto receiving = std::move(receiving_.front());
    receiving_.pop_front();
    if (!receiving->claim()) continue;
    hand_out_locked(message);
    arrival.receiving = std::move(receiving);
    arrival.message = std::move(message);
    return arrival;
  }
  queue_.push_back(std::move(message));
  arrival.announced = listening_ && !paused_;
  if (arrival.announced) arrival.listener = listener_;
  return arrival;
}

void Receiver::tell(Arrival arrival) {
  if (arrival.receiving) {
    arrival.receiving->finish(Error(), std::move(arrival.message));
  }
  if (arrival.announced) announce(std::move(arrival.listener));
}

MessagePtr Receiver::pop_locked() {
  if (queue_.empty() || paused_) return nullptr;
  MessagePtr message = std::move(queue_.front());
  queue_.pop_front();
  hand_out_locked(message);
  return message;
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

MessagePtr Receiver::take_queued() {
  MessagePtr message;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    if (queue_.empty() || receiving_refusal_locked()) return nullptr;
    message = pop_locked();
    if (message) burst_.note(Clock::now());
    write = !frames_.empty();
  }
  if (write) session_->notify();
  return message;
}

Result<MessagePtr> Receiver::receive(Timeout timeout) {
  if (auto message = take_queued()) return message;
  if (timeout < 0 || timeout >= kLongEnoughToRest) {
    bool rest;
    {
      std::lock_guard lock(mutex_);
      rest = burst_.take_rest();
    }
    if (rest) {
      std::this_thread::sleep_for(Burst::kRest);
      if (auto message = take_queued()) return message;
    }
  }
  auto receiving = std::make_shared<Operation>();
  receive(receiving);
  if (Error error =
          wait_for(*receiving, timeout, description() + ": receiving")) {
    return error;
  }
  return receiving->take_message();
}

void Receiver::receive(std::shared_ptr<Operation> receiving) {
  MessagePtr message;
  Error refusal;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    refusal = receiving_refusal_locked();
    if (!refusal) {
      if (queue_.empty() || paused_) {
        wait_locked(std::move(receiving));
        return;
      }
      if (!receiving->claim()) return;  // cancelled: the message stays
      message = pop_locked();
      write = !frames_.empty();
    }
  }
  if (refusal) {
    receiving->complete(std::move(refusal));
    return;
  }
  receiving->finish(Error(), std::move(message));
  if (write) session_->notify();
}

void Receiver::wait_locked(std::shared_ptr<Operation> receiving) {
  // Those that have ended meanwhile need not be kept for a message.
  if (receiving_.size() >= prune_at_) {
    receiving_.erase(
        std::remove_if(receiving_.begin(), receiving_.end(),
                       [](const auto& one) { return one->is_claimed(); }),
        receiving_.end());
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
  while (batch.size() < count && (bytes == 0 || so_far < bytes)) {
    Timeout left = timeout;
    if (deadline) {
      auto rest = std::chrono::ceil<Milliseconds>(*deadline - Clock::now());
      left = static_cast<Timeout>(std::max<std::int64_t>(0, rest.count()));
    }
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
  std::size_t waiting = 0;
  {
    std::lock_guard lock(mutex_);
    if (Error refusal = receiving_refusal_locked()) return refusal;
    bool receives =
        std::any_of(receiving_.begin(), receiving_.end(),
                    [](const auto& one) { return !one->is_claimed(); });
    if (receives) {
      return Error(Status::kInvalidArgument,
                   description() +
                       ": a receive is under way; receive and listen do not "
                       "go together");
    }
    listener_ = handler;
    listening_ = true;
    if (!paused_) waiting = queue_.size();
  }
  for (; waiting > 0; --waiting) announce(handler);
  return {};
}

void Receiver::announce(std::shared_ptr<EventHandler> listener) {
  Event event;
  event.type = EventType::kMessage;
  event.handler = std::move(listener);
  sign(event);
  client().events().push(std::move(event));
}

MessagePtr Receiver::take_for_listener() noexcept {
  MessagePtr message;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    message = pop_locked();
    write = !frames_.empty();
  }
  if (write) session_->notify();
  return message;
}

Error Receiver::pause() {
  std::lock_guard lock(mutex_);
  if (Error refusal = refusal_locked()) return refusal;
  paused_ = true;
  return {};
}

Error Receiver::resume() {
  std::vector<Arrival> arrivals;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    if (Error refusal = refusal_locked()) return refusal;
    if (!std::exchange(paused_, false)) return {};
    // A word for each message: those given before the pause came to nothing.
    std::deque<MessagePtr> kept;
    kept.swap(queue_);
    for (MessagePtr& message : kept) {
      arrivals.push_back(add_locked(std::move(message)));
    }
    write = !frames_.empty();
  }
  for (Arrival& arrival : arrivals) tell(std::move(arrival));
  if (write) session_->notify();
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

bool Receiver::pull_frames(std::uint64_t connection, FrameSink& sink) noexcept {
  std::lock_guard lock(mutex_);
  if (connection != connection_) return false;
  for (int i = 0; i < kPullFrames && !frames_.empty(); ++i) {
    sink.put(std::move(frames_.front()));
    frames_.pop_front();
  }
  return !frames_.empty();
}

void Receiver::refuse_receives_locked(const Error& reason, Later& later) {
  for (auto& receiving : receiving_) {
    later.emplace_back([receiving, reason] { receiving->complete(reason); });
  }
  receiving_.clear();
}

void Receiver::tell_listener_locked(EventType type, Error error, Later& later) {
  auto event = std::make_shared<Event>();
  event->type = type;
  event->error = std::move(error);
  event->handler = listener_;
  sign(*event);
  later.emplace_back(
      [this, event] { client().events().push(std::move(*event)); });
}

void Receiver::end_listening_locked(const Error& reason, Later& later) {
  if (reason && listening_) {
    tell_listener_locked(EventType::kEnded, reason, later);
  }
  auto listener = std::move(listener_);
  listener_ = nullptr;
  if (listener) later.emplace_back([listener] {});
}

}  // namespace pulsarws
