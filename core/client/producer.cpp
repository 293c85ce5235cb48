#include "core/client/producer.h"

#include <algorithm>
#include <utility>

#include "core/options/option_keys.h"

namespace pulsarws {
namespace {

// How much may be written and not settled: bounds what the transport buffers
// for a server that does not read, and is far over what a network needs.
constexpr std::size_t kWriteWindow = 8 << 20;

// How much is handed to the transport in one go.
constexpr std::size_t kPullBytes = 256 << 10;
constexpr int kPullFrames = 64;

// How long room in the queue may go unused where it is too little to wake
// somebody for.
constexpr Milliseconds kRoomKept{10};

// It is kept as long as the message, and comes back with its receipt.
constexpr std::size_t kLongestContext = 65536;

// As the option sendTimeout has it.
constexpr std::int64_t kLongestSendTimeout = std::int64_t{24} * 60 * 60 * 1000;

}  // namespace

Result<std::shared_ptr<Producer>> Producer::make(
    const std::shared_ptr<Client>& client, std::string_view topic,
    const Options& options) {
  if (Error error = client->refusal()) return error;
  auto name = wire::parse_topic_name(topic);
  if (!name) return name.error();
  if (Error error = options.check()) return error;

  Settings settings;
  settings.topic = std::move(*name);
  settings.query = options.query();
  settings.name = options[producer_option::kProducerName].value_or("");
  settings.initial_sequence_id = options[producer_option::kInitialSequenceId];
  settings.send_timeout = options[producer_option::kSendTimeout];
  settings.most_messages = options[producer_option::kMaxPendingMessages];
  settings.most_bytes =
      static_cast<std::size_t>(options[producer_option::kMaxPendingBytes]);
  settings.block_if_full = options[producer_option::kBlockIfQueueFull];
  if (options[producer_option::kBatchingEnabled]) {
    settings.query.emplace_back("maxPendingMessages",
                                std::to_string(settings.most_messages));
  }
  std::shared_ptr<Producer> producer =
      std::make_unique<Producer>(client, std::move(settings));
  producer->make_session();
  if (Error error = client->add(producer)) return error;
  return producer;
}

Producer::Producer(std::shared_ptr<Client> client, Settings settings)
    : Endpoint(std::move(client), settings.topic.to_string()),
      settings_(std::move(settings)) {}

std::string Producer::description() const { return "producer on " + topic(); }

void Producer::give_up() noexcept {
  client().statistics_book().freed(*this);
  cut_off(Error(Status::kClosed, "the producer was freed"));
}

std::string Producer::path(bool first) const {
  wire::Query query = settings_.query;
  // Only the first time: later the broker knows better, and a number that is
  // too low would make it drop messages as duplicates.
  if (first && settings_.initial_sequence_id) {
    query.emplace_back("initialSequenceId",
                       std::to_string(*settings_.initial_sequence_id));
  }
  return wire::producer_path(settings_.topic, query);
}

// --- Sending ---------------------------------------------------------------

Result<PendingMessage> Producer::prepare(const wire::OutgoingMessage& message,
                                         std::string_view context,
                                         const SendLimits& limits) const {
  // Before a byte of it is looked at.
  const std::size_t least = wire::least_frame_size(message);
  if (least > client().max_frame_size()) return too_big("at least ", least);
  if (context.size() > kLongestContext) {
    return Error(Status::kInvalidArgument,
                 description() + ": the context has " +
                     std::to_string(context.size()) + " bytes, and may have " +
                     std::to_string(kLongestContext));
  }
  if (Error error = wire::check_outgoing(message)) {
    return error.within(description());
  }
  for (const auto& [name, limit] :
       {std::pair("send_timeout_ms", limits.send_timeout),
        std::pair("room_timeout_ms", limits.room_timeout)}) {
    if (limit >= -1 && limit <= kLongestSendTimeout) continue;
    return Error(Status::kInvalidArgument,
                 description() + ": " + name + " must be -1, 0 or up to " +
                     std::to_string(kLongestSendTimeout) + ", and is " +
                     std::to_string(limit));
  }
  PendingMessage pending;
  pending.frame = wire::write_producer_frame(message);
  pending.event = std::make_unique<Event>();
  pending.event->type = EventType::kSent;
  pending.event->receipt.emplace().context = context;
  if (limits.send_timeout != 0) {
    pending.own_timeout = Milliseconds(limits.send_timeout);
  }
  pending.payload_size = message.payload.size();
  if (pending.frame.size() > client().max_frame_size()) {
    return too_big("", pending.frame.size());
  }
  return pending;
}

Error Producer::too_big(const char* how, std::size_t size) const {
  return Error(Status::kMessageTooBig,
               description() + ": the message's frame has " + how +
                   std::to_string(size) + " bytes, and the server takes " +
                   std::to_string(client().max_frame_size()) +
                   " (maxFrameSize); a payload may be about three quarters "
                   "of that");
}

Error Producer::check_lists(std::size_t properties,
                            std::size_t clusters) const {
  if (wire::may_list(properties, clusters, client().max_frame_size())) {
    return {};
  }
  return Error(Status::kMessageTooBig,
               description() + ": " + std::to_string(properties) +
                   " properties and " + std::to_string(clusters) +
                   " replication clusters are more than fit into " +
                   std::to_string(client().max_frame_size()) +
                   " bytes (maxFrameSize)");
}

bool Producer::has_room_locked(std::size_t bytes) const noexcept {
  if (pending_.empty()) return true;
  return pending_.count() < settings_.most_messages &&
         pending_.bytes() + bytes <= settings_.most_bytes;
}

// Whoever waits for room is woken when there is some for a run of messages:
// waking for each single one would cost more than sending it.
bool Producer::is_worth_waking_locked() const noexcept {
  return pending_.count() <=
             settings_.most_messages - settings_.most_messages / 4 &&
         pending_.bytes() <= settings_.most_bytes - settings_.most_bytes / 4;
}

void Producer::offer_room_locked() noexcept {
  const RoomWaiter* first = room_line_.first();
  const std::size_t wanted = first ? first->bytes : refused_.bytes;
  if (wanted == 0 || !has_room_locked(wanted)) return;
  if (is_worth_waking_locked()) {
    room_line_.call_first();
    if (!first) tell_writable_locked();
    return;
  }
  if (room_timer_armed_) return;
  // A server that is slow to answer more must not keep it waiting.
  try {
    client().timers().call_after(kRoomKept, [weak = weak_from_this()] {
      if (auto self = weak.lock()) static_cast<Producer&>(*self).room_due();
    });
    room_timer_armed_ = true;
  } catch (const std::bad_alloc&) {
    room_line_.call_first();
    if (!first) tell_writable_locked();
  }
}

void Producer::room_due() noexcept {
  std::lock_guard lock(mutex_);
  room_timer_armed_ = false;
  room_line_.call_first();
  if (room_line_.empty() && has_room_locked(refused_.bytes)) {
    tell_writable_locked();
  }
}

void Producer::tell_writable_locked() noexcept {
  refused_.bytes = 0;
  if (!refused_.event) return;
  refused_.event->handler = writable_handler_;
  sign(*refused_.event);
  client().events().push(std::move(refused_.event));
}

void Producer::tell_writable(std::shared_ptr<EventHandler> handler) {
  std::lock_guard lock(mutex_);
  writable_wanted_ =
      handler || client().events().delivery() == EventQueue::Delivery::kPoll;
  writable_handler_.swap(handler);
}

std::size_t Producer::cancel_waits_for_room() {
  std::lock_guard lock(mutex_);
  return room_line_.cancel_all();
}

Error Producer::refuse_for_room_locked(std::size_t bytes) {
  if (writable_wanted_) {
    if (!refused_.event) {
      refused_.event = std::make_unique<Event>();
      refused_.event->type = EventType::kWritable;
    }
    refused_.bytes = std::max(refused_.bytes, bytes);
  }
  return Error(Status::kQueueFull,
               description() + ": the pending queue is full with " +
                   std::to_string(pending_.count()) + " messages of " +
                   std::to_string(pending_.bytes()) +
                   " bytes (maxPendingMessages, maxPendingBytes); wait "
                   "for answers, or set blockIfQueueFull=true");
}

Error Producer::get_room(std::unique_lock<std::mutex>& lock, std::size_t bytes,
                         const SendLimits& limits,
                         std::optional<TimePoint> deadline) {
  const bool has_room = has_room_locked(bytes);
  if (has_room && room_line_.empty()) return {};
  if (!settings_.block_if_full || limits.room_timeout < 0 || in_callback()) {
    return has_room ? Error() : refuse_for_room_locked(bytes);
  }
  if (limits.room_timeout > 0) {
    const TimePoint own = Clock::now() + Milliseconds(limits.room_timeout);
    if (!deadline || own < *deadline) deadline = own;
  }
  return wait_for_room(lock, bytes, deadline);
}

Error Producer::wait_for_room(std::unique_lock<std::mutex>& lock,
                              std::size_t bytes,
                              std::optional<TimePoint> deadline) {
  RoomWaiter waiter(bytes);
  room_line_.join(waiter);
  const auto why_not = [&]() -> Error {
    if (Error refusal = refusal_locked()) return refusal;
    if (!waiter.cancelled) return {};
    return error_of(Status::kCancelled, [&] {
      return Error(Status::kCancelled,
                   description() +
                       ": the wait for room in the pending queue was "
                       "cancelled; the message was not queued");
    });
  };
  bool in_time = true;
  while (in_time && !waiter.cancelled && !refusal_locked()) {
    if (room_line_.first() == &waiter && has_room_locked(bytes)) break;
    if (deadline) {
      in_time = waiter.called.wait_until(lock, *deadline) ==
                std::cv_status::no_timeout;
    } else {
      waiter.called.wait(lock);
    }
  }
  // Asked again: it may have closed, and so have room, as the time ran out.
  Error refusal = why_not();
  const bool served =
      room_line_.first() == &waiter && has_room_locked(bytes) && !refusal;
  room_line_.leave(waiter);
  room_line_.call_first();
  if (!served) offer_room_locked();
  if (served || refusal) return refusal;
  return Error(Status::kTimeout,
               description() +
                   ": there was no room in the pending queue in time; the "
                   "message was not queued");
}

std::optional<TimePoint> Producer::deadline_of(const PendingMessage& message,
                                               TimePoint from) const {
  const Milliseconds timeout =
      message.own_timeout.value_or(settings_.send_timeout);
  if (timeout.count() <= 0) return {};
  return from + timeout;
}

void Producer::enqueue_locked(PendingMessage message) {
  message.sequence = pending_.next_sequence();
  wire::set_frame_context(message.frame, message.sequence);
  message.deadline = deadline_of(message, client().timers().now());
  const std::size_t payload_size = message.payload_size;
  // First: what is queued without it might never end.
  arm_timer_locked(message.deadline);
  pending_.add(std::move(message));
  ++counts_.sent;
  counts_.sent_bytes += payload_size;
}

Error Producer::send(const wire::OutgoingMessage& message,
                     std::string_view context, Timeout timeout,
                     std::optional<Receipt>* receipt,
                     const SendLimits& limits) {
  auto deadline = deadline_after(timeout);
  auto pending = prepare(message, context, limits);
  if (!pending) return pending.error();

  SendWaiter waiter;
  pending->waiter = &waiter;
  std::unique_lock lock(mutex_);
  if (Error error = refusal_locked()) return error;
  const std::size_t bytes = pending->frame.size();
  if (Error error = get_room(lock, bytes, limits, deadline)) return error;
  std::uint64_t sequence = pending_.next_sequence();
  enqueue_locked(std::move(*pending));
  if (auto waker = wake_locked()) {
    lock.unlock();
    waker->notify();
    lock.lock();
  }

  auto done = [&waiter] { return waiter.done; };
  if (!deadline) {
    waiter.settled.wait(lock, done);
  } else if (!waiter.settled.wait_until(lock, *deadline, done)) {
    pending_.forget_waiter(sequence);
    return Error(Status::kTimeoutPending,
                 description() + ": no answer within " +
                     std::to_string(timeout) +
                     " ms; the message stays queued, and its outcome comes as "
                     "an event");
  }
  if (receipt && !waiter.error) *receipt = std::move(waiter.receipt);
  return std::move(waiter.error);
}

Error Producer::send_async(const wire::OutgoingMessage& message,
                           std::string_view context,
                           std::shared_ptr<EventHandler> handler,
                           std::size_t index, const SendLimits& limits) {
  auto pending = prepare(message, context, limits);
  if (!pending) return pending.error();
  pending->event->handler = std::move(handler);
  pending->event->index = index;

  std::shared_ptr<FrameWaker> waker;
  {
    std::unique_lock lock(mutex_);
    if (Error error = refusal_locked()) return error;
    if (Error error = get_room(lock, pending->frame.size(), limits,
                               deadline_of(*pending, Clock::now()))) {
      return error;
    }
    enqueue_locked(std::move(*pending));
    waker = wake_locked();
  }
  wake(waker);
  return {};
}

bool Producer::pull_frames(std::uint64_t connection, FrameSink& sink) {
  std::lock_guard lock(mutex_);
  if (connection != connection_) return false;
  const TimePoint now = client().timers().now();
  std::size_t bytes = 0;
  for (int frames = 0; frames < kPullFrames && bytes < kPullBytes; ++frames) {
    const PendingMessage* message = pending_.write_next(kWriteWindow, now);
    if (!message) {
      window_full_ = pending_.has_unwritten();
      pulls_end_locked();
      return false;
    }
    if (message->connections > 1) ++counts_.written_again;
    bytes += message->frame.size();
    sink.put(message->frame);
  }
  const bool more = pending_.has_unwritten();
  if (!more) pulls_end_locked();
  return more;
}

// --- Life ------------------------------------------------------------------

void Producer::opened_locked(Later&) {}

void Producer::begin_close_locked(Later&) noexcept {
  room_line_.call_all();
  tell_writable_locked();  // the next send says why there is none
}

void Producer::set_delivery_handler(std::shared_ptr<EventHandler> handler) {
  std::lock_guard lock(mutex_);
  delivery_handler_.swap(handler);
}

void Producer::flush(std::shared_ptr<Operation> flushing) {
  Error refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();
    if (!refusal && !pending_.empty()) {
      flushes_.push_back({pending_.next_sequence(), std::move(flushing)});
      return;
    }
  }
  flushing->complete(std::move(refusal));
}

Error Producer::flush(Timeout timeout) {
  auto flushing = std::make_shared<Operation>();
  flush(flushing);
  return wait_for_callbacks(*flushing, client().events(), timeout,
                            description() + ": the flush");
}

ProducerStatistics Producer::statistics() const {
  std::lock_guard lock(mutex_);
  ProducerStatistics now;
  now.endpoint = statistics_locked();
  now.counts = counts_;
  now.pending = pending_.count();
  now.pending_bytes = pending_.bytes();
  now.in_flight = pending_.in_flight_count();
  now.in_flight_bytes = pending_.in_flight_bytes();
  now.round_trips = round_trips_;
  return now;
}

void Producer::add_statistics(ClientStatistics& all) const {
  all.producers.push_back(statistics());
}

std::size_t Producer::pending_count() const {
  std::lock_guard lock(mutex_);
  return pending_.count();
}

std::size_t Producer::pending_bytes() const {
  std::lock_guard lock(mutex_);
  return pending_.bytes();
}

std::int64_t Producer::last_sequence_id() const {
  std::lock_guard lock(mutex_);
  const std::int64_t before = settings_.initial_sequence_id.value_or(-1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(before) +
                                   pending_.last_stored());
}

}  // namespace pulsarws
