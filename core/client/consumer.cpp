#include "core/client/consumer.h"

#include <algorithm>
#include <thread>

namespace pulsarws {
namespace {

constexpr int kPullFrames = 64;

// Milliseconds; a shorter wait is kept to the point.
constexpr Timeout kLongEnoughToRest = 5;

// How many verdicts may go without a fence behind them, and for how long: what
// is unfenced is remembered over a reconnect, which costs memory, and must not
// be mistaken for settled should an administrator rewind the subscription.
constexpr std::size_t kUnfencedMost = 1000;
constexpr Milliseconds kUnfencedFor{1000};

// What a consumer that was freed without close may take to see its acks
// through.
constexpr Milliseconds kGoodbye{2000};

}  // namespace

Result<std::shared_ptr<Consumer>> Consumer::make(
    const std::shared_ptr<Client>& client, std::string_view topic,
    std::string_view subscription, const Options& options) {
  if (Error error = client->refusal()) return error;
  auto name = wire::parse_topic_name(topic);
  if (!name) return name.error();
  if (subscription.empty()) {
    return Error(Status::kInvalidArgument, "the subscription's name is empty");
  }
  if (subscription == "." || subscription == "..") {
    return Error(Status::kInvalidArgument,
                 "the subscription's name must not be \".\" or \"..\", which "
                 "a URL takes for steps");
  }
  for (char c : subscription) {
    if (c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return Error(Status::kInvalidArgument,
                   "the subscription's name holds a '/' or a control "
                   "character");
    }
  }
  if (Error error = options.check()) return error;

  Settings settings;
  settings.topic = std::move(*name);
  settings.subscription = subscription;
  settings.query = options.query();
  settings.queue_size =
      static_cast<std::uint32_t>(*options.integer("receiverQueueSize"));
  settings.pull = options.boolean("pullMode");
  auto consumer = std::make_shared<Consumer>(client, std::move(settings));
  consumer->make_session();
  if (Error error = client->add(consumer)) return error;
  return consumer;
}

Consumer::Consumer(std::shared_ptr<Client> client, Settings settings)
    : Endpoint(std::move(client), settings.topic.to_string()),
      settings_(std::move(settings)) {}

const std::string& Consumer::subscription() const noexcept {
  return settings_.subscription;
}

std::string Consumer::description() const {
  return "consumer on " + topic() + ", subscription " + subscription();
}

void Consumer::sign(Event& event) {
  event.consumer = std::static_pointer_cast<Consumer>(shared_from_this());
}

void Consumer::give_up() noexcept {
  client().remove(*this);
  close_in_background(kGoodbye);
}

std::string Consumer::path(bool) const {
  return wire::consumer_path(settings_.topic, settings_.subscription,
                             settings_.query);
}

// --- Receiving -------------------------------------------------------------

void Consumer::on_session_text(std::uint64_t connection,
                               std::string_view text) noexcept {
  auto frame = parser_.parse_consumer_frame(text);
  if (!frame) {
    session_->fail_connection(connection, frame.error());
  } else if (frame->kind == wire::ConsumerFrame::Kind::kEndOfTopic) {
    answer_fence();
  } else {
    deliver(std::move(frame->message), connection);
  }
}

void Consumer::deliver(wire::IncomingMessage content,
                       std::uint64_t connection) {
  std::shared_ptr<Operation> receiving;
  std::shared_ptr<const Message> message;
  std::shared_ptr<EventHandler> listener;
  bool write = false;
  bool tell_listener = false;
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_ || state_ == State::kEnded) return;
    if (auto verdict = settlements_.take(content.id)) {
      write_verdict_locked(content.message_id, content.id, *verdict);
      hand_out_locked();
      write = true;
    } else if (state_ == State::kClosing) {
      return;  // comes again: nobody will ask for it here
    } else {
      message = std::make_shared<const Message>(
          std::move(content), connection,
          std::static_pointer_cast<Consumer>(shared_from_this()),
          shared_topic());
      while (!receiving_.empty() && !receiving) {
        receiving = std::move(receiving_.front());
        receiving_.pop_front();
        if (!receiving->claim()) receiving = nullptr;
      }
      if (receiving) {
        hand_out_locked();
        write = !frames_.empty();
      } else {
        queue_.push_back(std::move(message));
        tell_listener = listening_;
        listener = listener_;
      }
    }
  }
  if (receiving) receiving->finish(Error(), std::move(message));
  if (tell_listener) announce(std::move(listener));
  if (write) session_->notify();
}

void Consumer::hand_out_locked() {
  if (!settings_.pull) return;
  ++handed_out_;
  if (handed_out_ < std::max<std::uint32_t>(settings_.queue_size / 2, 1)) {
    return;
  }
  if (connection_ != 0) {
    std::string permit;
    wire::append_permit(permit, handed_out_);
    frames_.push_back(std::move(permit));
  }
  handed_out_ = 0;
}

Error Consumer::receiving_refusal_locked() const {
  if (Error refusal = refusal_locked()) return refusal;
  if (listening_) {
    return Error(Status::kInvalidArgument,
                 description() +
                     " has a listener, which gets all messages; receive and "
                     "listen do not go together");
  }
  return {};
}

std::shared_ptr<const Message> Consumer::take_queued() {
  std::shared_ptr<const Message> message;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    if (queue_.empty() || receiving_refusal_locked()) return nullptr;
    message = std::move(queue_.front());
    queue_.pop_front();
    burst_.note(Clock::now());
    hand_out_locked();
    write = !frames_.empty();
  }
  if (write) session_->notify();
  return message;
}

Result<std::shared_ptr<const Message>> Consumer::receive(Timeout timeout) {
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

void Consumer::receive(std::shared_ptr<Operation> receiving) {
  std::shared_ptr<const Message> message;
  Error refusal;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    refusal = receiving_refusal_locked();
    if (!refusal) {
      if (queue_.empty()) {
        // Those that have ended meanwhile need not be kept for a message.
        while (!receiving_.empty() && receiving_.front()->is_claimed()) {
          receiving_.pop_front();
        }
        receiving_.push_back(std::move(receiving));
        return;
      }
      if (!receiving->claim()) return;  // cancelled: the message stays
      message = std::move(queue_.front());
      queue_.pop_front();
      hand_out_locked();
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

Error Consumer::listen(const std::shared_ptr<EventHandler>& handler) {
  std::size_t waiting;
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
    waiting = queue_.size();
  }
  for (; waiting > 0; --waiting) announce(handler);
  return {};
}

void Consumer::announce(std::shared_ptr<EventHandler> listener) {
  Event event;
  event.type = EventType::kMessage;
  event.handler = std::move(listener);
  sign(event);
  client().events().push(std::move(event));
}

std::shared_ptr<const Message> Consumer::take_for_listener() noexcept {
  std::shared_ptr<const Message> message;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    if (queue_.empty()) return nullptr;
    message = std::move(queue_.front());
    queue_.pop_front();
    hand_out_locked();
    write = !frames_.empty();
  }
  if (write) session_->notify();
  return message;
}

// --- Settling --------------------------------------------------------------

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
    const wire::IncomingMessage& content = message.content();
    if (message.connection() == connection_) {
      write_verdict_locked(content.message_id, content.id, verdict);
    } else if (!settle_in_queue_locked(content.id, verdict)) {
      settlements_.remember(content.id, verdict, client().timers().now());
      return {};
    }
  }
  session_->notify();
  return {};
}

bool Consumer::settle_in_queue_locked(const wire::MessageId& id,
                                      Verdict verdict) {
  auto again = std::find_if(
      queue_.begin(), queue_.end(),
      [&id](const auto& queued) { return queued->content().id == id; });
  if (again == queue_.end()) return false;
  write_verdict_locked((*again)->content().message_id, id, verdict);
  queue_.erase(again);
  hand_out_locked();
  return true;
}

void Consumer::write_verdict_locked(std::string_view wire_id,
                                    const wire::MessageId& id,
                                    Verdict verdict) {
  std::string frame;
  if (verdict == Verdict::kAck) {
    wire::append_ack(frame, wire_id);
  } else {
    wire::append_negative_ack(frame, wire_id);
  }
  frames_.push_back(std::move(frame));
  settlements_.sent(id, verdict);
  if (settlements_.without_fence() >= kUnfencedMost && fences_.empty()) {
    ask_fence_locked(nullptr);
  } else {
    arm_fence_timer_locked();
  }
}

void Consumer::ask_fence_locked(std::shared_ptr<Operation> waiting) {
  frames_.emplace_back(wire::end_of_topic_question());
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

void Consumer::answer_fence() {
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (fences_.empty()) return;
    settlements_.fence_answered();
    for (auto& waiting : fences_.front().waiting) {
      later.emplace_back([waiting] { waiting->complete(Error()); });
    }
    fences_.pop_front();
    continue_close_locked(later);
  }
  run(later);
}

void Consumer::flush_acks(const std::shared_ptr<Operation>& flushing) {
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
    if (!refusal) ask_fence_locked(flushing);
  }
  if (refusal) {
    flushing->complete(std::move(refusal));
  } else {
    session_->notify();
  }
}

Error Consumer::flush_acks(Timeout timeout) {
  auto flushing = std::make_shared<Operation>();
  flush_acks(flushing);
  return wait_for(*flushing, timeout, description() + ": the flush of acks");
}

bool Consumer::pull_frames(std::uint64_t connection, FrameSink& sink) noexcept {
  std::lock_guard lock(mutex_);
  if (connection != connection_) return false;
  for (int i = 0; i < kPullFrames && !frames_.empty(); ++i) {
    sink.put(std::move(frames_.front()));
    frames_.pop_front();
  }
  return !frames_.empty();
}

// --- Life ------------------------------------------------------------------

void Consumer::opened_locked(Later&) {
  frames_.clear();
  handed_out_ = 0;
  if (settings_.pull) {
    std::string permit;
    wire::append_permit(permit, settings_.queue_size);
    frames_.push_back(std::move(permit));
  }
}

void Consumer::lost_locked(const Error& error, Later& later) {
  // What was not handed out comes again by the next connection.
  queue_.clear();
  frames_.clear();
  settlements_.connection_lost(client().timers().now());
  for (Fence& fence : fences_) {
    for (auto& waiting : fence.waiting) {
      later.emplace_back([waiting, error] {
        waiting->complete(
            Error(Status::kConnectionLost,
                  "the connection broke before the server had confirmed the "
                  "acks, which are settled when the messages are delivered "
                  "again: " +
                      error.message));
      });
    }
  }
  fences_.clear();
}

void Consumer::begin_close_locked(Later& later) {
  queue_.clear();
  for (auto& receiving : receiving_) {
    later.emplace_back([receiving, closed = refusal_locked()] {
      receiving->complete(closed);
    });
  }
  receiving_.clear();
  if (connection_ != 0 && settlements_.without_fence() > 0) {
    ask_fence_locked(nullptr);
  }
}

bool Consumer::is_settled_locked() const {
  // Every ack has a fence behind it, or is answered already.
  return connection_ == 0 || fences_.empty();
}

bool Consumer::end_locked(const Error& reason, Later& later) {
  bool cut = !fences_.empty();
  Error told = refusal_locked();
  for (auto& receiving : receiving_) {
    later.emplace_back([receiving, told] { receiving->complete(told); });
  }
  receiving_.clear();
  lost_locked(reason ? reason : told, later);
  if (reason && reason.status != Status::kClosed && listening_) {
    auto event = std::make_shared<Event>();
    event->type = EventType::kEnded;
    event->error = told;
    event->handler = listener_;
    sign(*event);
    later.emplace_back(
        [this, event] { client().events().push(std::move(*event)); });
  }
  auto listener = std::move(listener_);
  listener_ = nullptr;
  if (listener) later.emplace_back([listener] {});
  return cut;
}

}  // namespace pulsarws
