#include "core/client/consumer.h"

#include <algorithm>
#include <utility>

#include "core/options/option_keys.h"
#include "core/wire/control_characters.h"

namespace pulsarws {
namespace {

// What a consumer that was freed without close may take to see its acks
// through.
constexpr Milliseconds kGoodbye{2000};

Error check_subscription(std::string_view subscription) {
  auto broken = [](std::string sentence) {
    return Error(Status::kInvalidArgument, std::move(sentence));
  };
  if (subscription.empty()) return broken("the subscription's name is empty");
  if (subscription == "." || subscription == "..") {
    return broken(
        "the subscription's name must not be \".\" or \"..\", which a URL "
        "takes for steps");
  }
  if (subscription.find('/') != std::string_view::npos ||
      wire::has_control(subscription)) {
    return broken("the subscription's name holds a '/' or a control character");
  }
  return {};
}

bool may_ack_cumulatively(const ConsumerTopics& topics,
                          const Options& options) {
  const auto type = options[consumer_option::kSubscriptionType];
  return topics.is_one() && !topics.may_be_volatile() &&
         type != SubscriptionType::kShared &&
         type != SubscriptionType::kKeyShared;
}

}  // namespace

Result<std::shared_ptr<Consumer>> Consumer::make(
    const std::shared_ptr<Client>& client, ConsumerTopics topics,
    std::string_view subscription, const Options& options) {
  if (Error error = client->refusal()) return error;
  if (Error error = check_subscription(subscription)) return error;
  if (Error error = options.check()) return error;

  Settings settings;
  settings.cumulative = may_ack_cumulatively(topics, options);
  settings.volatile_some = topics.may_be_volatile();
  settings.volatile_all = topics.are_volatile();
  settings.ack_memory = options[consumer_option::kAckMemory];
  settings.topics = std::move(topics);
  settings.subscription = subscription;
  settings.name = options[consumer_option::kConsumerName].value_or("");
  settings.query = options.query();
  settings.queue_size = options[consumer_option::kReceiverQueueSize];
  settings.pull = options[consumer_option::kPullMode];
  settings.manual_permits =
      options[consumer_option::kPermits] == Permits::kManual;
  settings.ack_fence = options[consumer_option::kAckFence];
  std::shared_ptr<Consumer> consumer =
      std::make_unique<Consumer>(client, std::move(settings));
  consumer->make_session();
  if (Error error = client->add(consumer)) return error;
  return consumer;
}

Consumer::Consumer(std::shared_ptr<Client> client, Settings settings)
    : Receiver(std::move(client), settings.topics.to_string()),
      settings_(std::move(settings)),
      settlements_(settings_.ack_memory) {}

const std::string& Consumer::subscription() const noexcept {
  return settings_.subscription;
}

const std::string& Consumer::name() const noexcept { return settings_.name; }

std::string Consumer::description() const {
  return "consumer on " + topic() + ", subscription " + subscription();
}

void Consumer::give_up() noexcept {
  client().statistics_book().freed(*this);
  close_in_background(kGoodbye);
}

std::string Consumer::path(bool) const {
  const ConsumerTopics& topics = settings_.topics;
  if (!topics.pattern.empty()) {
    return wire::pattern_consumer_path(topics.pattern, settings_.subscription,
                                       settings_.query);
  }
  if (topics.is_one()) {
    return wire::consumer_path(topics.names.front(), settings_.subscription,
                               settings_.query);
  }
  return wire::topics_consumer_path(topics.names, settings_.subscription,
                                    settings_.query);
}

void Consumer::add_statistics(ClientStatistics& all) const {
  all.consumers.push_back(statistics());
}

// --- Receiving -------------------------------------------------------------

void Consumer::delivered_locked(MessagePtr message, Later& later) {
  const wire::IncomingMessage& content = message->content();
  const TimePoint now = client().timers().now();
  if (is_unique(content.id) && settlements_.remembers(content.id, now)) {
    wire::Frame ack = wire::write_ack(content.message_id);
    wire::Frame nack = wire::write_negative_ack(ack);
    reserve_verdicts_locked(1);
    const Verdict verdict = *settlements_.take(content.id, now);
    ++counts_.settled_by_library;
    write_verdict_locked(
        verdict == Verdict::kAck ? std::move(ack) : std::move(nack), content.id,
        verdict);
    top_up_locked();
  } else if (state_ == State::kClosing || leaving_) {
    ++counts_.dropped;  // comes again: nobody will ask for it here
  } else {
    add_locked(std::move(message), later);
  }
}

void Consumer::handed_out_locked(const MessagePtr& message) {
  const bool unique = is_unique(message->content().id);
  if (unique) outstanding_.add(message);
  if (settings_.manual_permits) {
    if (permitted_ > 0) --permitted_;
  } else {
    top_up_locked();
  }
  if (unique) return;
  ++alike_;
  if (message->connection() == connection_) ++alike_here_;
}

std::size_t Consumer::most_queued_locked() const {
  return settings_.pull && settings_.manual_permits
             ? static_cast<std::size_t>(permitted_)
             : settings_.queue_size;
}

void Consumer::top_up_locked() {
  if (!settings_.pull) return;
  if (settings_.manual_permits) {
    send_permit_locked(1);  // what was used did not reach the application
    return;
  }
  const std::uint32_t handed_out = handed_out_ + 1;
  if (handed_out < std::max<std::uint32_t>(settings_.queue_size / 2, 1)) {
    handed_out_ = handed_out;
    return;
  }
  send_permit_locked(handed_out);
  handed_out_ = 0;
}

void Consumer::send_permit_locked(std::uint64_t messages) {
  if (connection_ == 0 || messages == 0) return;
  add_frame_locked(wire::write_permit(static_cast<std::uint32_t>(messages)));
  counts_.permits += messages;
}

Error Consumer::permit(std::uint32_t messages) {
  constexpr std::uint64_t kMost = 1000000;
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (Error refusal = refusal_locked()) return refusal;
    if (!settings_.manual_permits || !settings_.pull) {
      return Error(Status::kNotSupported,
                   description() +
                       ": permits are the library's; set permits=manual, and "
                       "leave pullMode at true, to give them by hand");
    }
    if (messages == 0 || permitted_ + messages > kMost) {
      return Error(Status::kInvalidArgument,
                   description() + ": permits must be 1 or more, and " +
                       std::to_string(kMost) + " at most together with the " +
                       std::to_string(permitted_) + " that are not used");
    }
    send_permit_locked(messages);
    permitted_ += messages;
    waker = wake_for_frames_locked();
  }
  wake(waker);
  return {};
}

// --- Life ------------------------------------------------------------------

void Consumer::opened_locked(Later&) {
  frames_.clear();
  handed_out_ = 0;
  if (!settings_.pull) return;
  send_permit_locked(settings_.manual_permits ? permitted_
                                              : settings_.queue_size);
}

void Consumer::lost_locked(const Error& error, Later& later) noexcept {
  settlements_.connection_lost(client().timers().now());
  // Delivered once more after its verdict, on the same connection: somebody has
  // asked for it.
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    settlements_.forget(queue_[i]->content().id);
  }
  outstanding_.for_each([this](const Outstanding::Delivery& delivery) {
    settlements_.forget(delivery.id);
  });
  alike_here_ = 0;
  // What was not handed out comes again by the next connection.
  drop_queue_locked();
  frames_.clear();
  if (state_ == State::kClosing && !fences_.empty()) {
    close_outcome_ = error_of(Status::kConnectionLost, [&] {
      return Error(
          Status::kConnectionLost,
          description() +
              ": the connection broke before the server had confirmed the "
              "last acks; what it did not hear of will be delivered again (" +
              error.message + ")");
    });
  }
  if (leaving_) {
    // Connecting again would subscribe again.
    later.cut_off = error_of(Status::kUnsubscribeRefused, [&] {
      return Error(
          Status::kUnsubscribeRefused,
          "the connection ended before the server had confirmed: the "
          "subscription has other consumers, which must be closed first, or "
          "the connection was lost (" +
              error.message + ")");
    });
    later.operations.add(std::exchange(leaving_, nullptr),
                         error_of(Status::kUnsubscribeRefused, [&] {
                           return later.cut_off.within(description());
                         }));
  }
  for (; !fences_.empty(); fences_.pop_front()) {
    later.operations.add(
        fences_.front().waiting, error_of(Status::kConnectionLost, [&] {
          return Error(Status::kConnectionLost,
                       "the connection broke before the server had confirmed "
                       "the acks, which are settled when the messages are "
                       "delivered again: " +
                           error.message);
        }));
  }
}

void Consumer::begin_close_locked(Later& later) noexcept {
  drop_queue_locked();
  refuse_receives_locked(refusal_locked(), later);
  if (connection_ == 0 || settlements_.without_fence() == 0) return;
  // The acks go out before the close, which a server that reads it has read.
  if (does_without_fences()) return;
  try {
    ask_fence_locked(nullptr);
  } catch (const std::bad_alloc&) {
    close_outcome_ = Error::without_words(Status::kOutOfMemory);
  }
}

bool Consumer::is_settled_locked() const {
  // Every ack has a fence behind it, or is answered already.
  return connection_ == 0 || fences_.empty();
}

bool Consumer::end_locked(const Error& reason, Later& later) noexcept {
  bool cut = !fences_.empty();
  const Error told = refusal_locked();
  refuse_receives_locked(told, later);
  later.operations.add(std::exchange(leaving_, nullptr), told.copied());
  lost_locked(reason ? reason : told, later);
  bool by_itself = reason && reason.status != Status::kClosed;
  end_listening_locked(by_itself ? told.copied() : Error(), later);
  return cut;
}

}  // namespace pulsarws
