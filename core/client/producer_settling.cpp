// What becomes of a producer's messages: answered, out of time, purged, or cut
// off.
#include <utility>

#include "core/client/producer.h"
#include "core/net/failure_sentences.h"

namespace pulsarws {
namespace {

// Whether the server says that it closed over what it was sent: text that is
// not UTF-8, a frame that is too large, what its handler choked on.
bool blames_message(const Error& error) noexcept {
  return error.close_code == 1007 || error.close_code == 1009 ||
         error.close_code == 1011;
}

// Of what nobody can read.
constexpr std::size_t kShownOfAnswer = 200;

Error given_up(const PendingMessage& message, const std::string& why) {
  if (PendingQueue::maybe_sent(message)) {
    return Error(Status::kOutcomeUnknown,
                 "the message was written but not answered, so it may be "
                 "stored or not: " +
                     why);
  }
  return Error(Status::kNotSent, "the message was not sent: " + why);
}

}  // namespace

void Producer::on_session_text(std::uint64_t connection,
                               std::string_view text) {
  auto ack = parser_.parse_producer_ack(text);
  if (!ack) {
    session_->fail_connection(connection, ack.error());
    return;
  }
  if (!ack->context) {
    {
      std::lock_guard lock(mutex_);
      nameless_refusal_ = connection == connection_;
    }
    session_->fail_connection(
        connection,
        Error(Status::kProtocol,
              "the server could not read a message and did not say which: " +
                  words_of_server(ack->error_message)));
    return;
  }
  Answer answer;
  answer.context = *ack->context;
  answer.stored = ack->ok;
  answer.send_error = ack->send_error;
  answer.words = words_of_server(ack->error_message);
  if (ack->ok) answer.id = wire::parse_message_id_base64(ack->message_id);
  if (!answer.stored && !answer.send_error) {
    answer.words.assign(text.substr(0, kShownOfAnswer));
  } else if (answer.stored && !answer.id &&
             !std::exchange(unreadable_told_, true)) {
    log(LogLevel::kWarning, [&] {
      return "the server has stored a message under an id that cannot be "
             "read, \"" +
             std::string(ack->message_id.substr(0, kShownOfAnswer)) +
             "\": its receipt has none (told once)";
    });
  }
  answers_.push_back(std::move(answer));
}

// All that came in one read is settled under one lock, and told by one push.
void Producer::on_session_batch_end(std::uint64_t) {
  if (answers_.empty()) return;
  Later later;
  {
    std::lock_guard lock(mutex_);
    for (Answer& answer : answers_) answered_locked(answer, later);
    if (std::exchange(window_full_, false)) later.waker = wake_locked();
    after_settling_locked(later);
  }
  answers_.clear();
  run(later);
}

void Producer::answered_locked(Answer& answer, Later& later) noexcept {
  const PendingMessage* pending = pending_.find(answer.context);
  if (!pending) return;  // settled before: timed out, or answered twice
  note_round_trip_locked(*pending);
  const bool duplicate = answer.id && answer.id->ledger_id == -1;
  Error error;
  if (answer.send_error) {
    error = error_of(Status::kSendRefused, [&] {
      return Error(Status::kSendRefused,
                   description() + ": the server refused the message (error " +
                       std::to_string(*answer.send_error) +
                       "): " + answer.words);
    });
  } else if (!answer.stored) {
    error = error_of(Status::kOutcomeUnknown, [&] {
      return Error(Status::kOutcomeUnknown,
                   description() +
                       ": the server's answer does not say whether the "
                       "message is stored: " +
                       answer.words);
    });
  } else if (duplicate && pending->connections == 1) {
    // It was never written before, so the broker has mistaken it for another.
    error = error_of(Status::kSendRefused, [&] {
      return Error(Status::kSendRefused,
                   description() +
                       ": the broker's deduplication dropped the message as "
                       "one it had already; initialSequenceId is too low for "
                       "this producerName");
    });
  }
  PendingMessage message = *pending_.settle(answer.context, !error);
  if (!error) {
    message.event->receipt->id = answer.id;
    message.event->receipt->duplicate = duplicate;
  }
  tell_locked(std::move(message), std::move(error), later);
}

void Producer::note_round_trip_locked(const PendingMessage& message) noexcept {
  if (!PendingQueue::maybe_sent(message)) return;  // an answer out of the blue
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      client().timers().now() - message.written_at);
  if (took.count() >= 0) {
    round_trips_.record(static_cast<std::uint64_t>(took.count()));
  }
}

void Producer::tell_locked(PendingMessage message, Error error,
                           Later& later) noexcept {
  std::unique_ptr<Event> event = std::move(message.event);
  if (error) {
    counts_.failed(error);
  } else {
    ++counts_.acked;
    counts_.acked_bytes += message.payload_size;
    if (event->receipt->duplicate) ++counts_.duplicates;
  }
  if (SendWaiter* waiter = message.waiter) {
    waiter->done = true;
    waiter->error = std::move(error);
    waiter->receipt = std::move(*event->receipt);
    waiter->settled.notify_one();
    return;
  }
  event->error = std::move(error);
  if (!event->handler) event->handler = delivery_handler_;
  sign(*event);
  const bool heard = event->handler || client().events().delivery() ==
                                           EventQueue::Delivery::kPoll;
  (heard ? later.events : later.unheard).push_back(std::move(event));
}

template <typename Why>
void Producer::give_up_locked(PendingMessage message, Why why,
                              Later& later) noexcept {
  const Status status = PendingQueue::maybe_sent(message)
                            ? Status::kOutcomeUnknown
                            : Status::kNotSent;
  Error error = error_of(
      status, [&] { return given_up(message, why()).within(description()); });
  tell_locked(std::move(message), std::move(error), later);
}

void Producer::after_settling_locked(Later& later) noexcept {
  // Before the lock is gone: a flush that finds the queue empty relies on it.
  client().events().push_all(std::move(later.events));
  offer_room_locked();
  while (!flushes_.empty() &&
         flushes_.front().until <= pending_.first_unsettled()) {
    later.operations.add(std::move(flushes_.front().operation), Error());
    flushes_.pop_front();
  }
  continue_close_locked(later);
}

void Producer::arm_timer_locked(std::optional<TimePoint> deadline) {
  if (!deadline) return;
  if (timer_armed_for_ && *timer_armed_for_ <= *deadline) return;
  const Timers::Id timer = client().timers().call_at(
      *deadline, [weak = weak_from_this(), armed_for = *deadline] {
        if (auto self = weak.lock()) {
          static_cast<Producer&>(*self).expire(armed_for);
        }
      });
  if (timer_armed_for_) client().timers().cancel(timer_);
  timer_armed_for_ = deadline;
  timer_ = timer;
}

void Producer::expire(TimePoint armed_for) noexcept {
  Error last = error_of(Status::kOutOfMemory, [this] { return last_error(); });
  Later later;
  {
    std::lock_guard lock(mutex_);
    // One that was cancelled too late leaves the timer that replaced it alone.
    if (timer_armed_for_ == armed_for) timer_armed_for_.reset();
    expire_locked(client().timers().now(), last, later);
    try {
      arm_timer_locked(pending_.first_deadline());
    } catch (const std::bad_alloc&) {
      // Nobody would look at them later.
      expire_locked(TimePoint::max(),
                    Error::without_words(Status::kOutOfMemory), later);
    }
  }
  run(later);
}

void Producer::expire_locked(TimePoint now, const Error& last,
                             Later& later) noexcept {
  std::size_t expired = 0;
  pending_.take_expired(now, [&](PendingMessage message) {
    ++expired;
    const bool own = message.own_timeout.has_value();
    const Milliseconds timeout =
        message.own_timeout.value_or(settings_.send_timeout);
    const auto why = [&] {
      return std::string(own ? "its send_timeout_ms" : "sendTimeout") + " of " +
             std::to_string(timeout.count()) + " ms is over" +
             (last ? "; the last connection failed with: " + last.message
                   : std::string());
    };
    give_up_locked(std::move(message), why, later);
  });
  if (expired == 0) return;
  counts_.timed_out += expired;
  if (std::exchange(window_full_, false)) later.waker = wake_locked();
  after_settling_locked(later);
}

Result<std::size_t> Producer::purge(bool in_flight) {
  Later later;
  std::size_t count = 0;
  {
    std::lock_guard lock(mutex_);
    // One that is closing still has messages, and this is a way to end them.
    if (state_ == State::kEnded) return refusal_locked();
    const auto give_up = [&](PendingMessage message) {
      ++count;
      give_up_locked(
          std::move(message), [] { return std::string("it was purged"); },
          later);
    };
    if (in_flight) {
      pending_.take_all(give_up);
    } else {
      pending_.take_unsent(give_up);
    }
    window_full_ = false;  // nothing is left to be written
    after_settling_locked(later);
  }
  run(later);
  return count;
}

void Producer::lost_locked(const Error& error, Later& later) noexcept {
  window_full_ = false;
  const bool blames =
      std::exchange(nameless_refusal_, false) || blames_message(error);
  if (auto poisoned = pending_.connection_lost(blames)) {
    const std::uint32_t losses = poisoned->losses;
    tell_locked(std::move(*poisoned),
                error_of(Status::kPoisoned,
                         [&] {
                           return Error(
                               Status::kPoisoned,
                               description() + ": the connection broke " +
                                   std::to_string(losses) +
                                   " times in a row over this message, at last "
                                   "with: " +
                                   error.message);
                         }),
                later);
    after_settling_locked(later);
  }
}

bool Producer::end_locked(const Error& reason, Later& later) noexcept {
  bool cut = !pending_.empty();
  pending_.take_all([&](PendingMessage message) {
    give_up_locked(
        std::move(message),
        [&] {
          return reason ? reason.message
                        : std::string("the producer was closed");
        },
        later);
  });
  room_line_.call_all();
  tell_writable_locked();
  // The timer would keep this object's memory until it is due.
  if (timer_armed_for_) client().timers().cancel(timer_);
  timer_armed_for_.reset();
  after_settling_locked(later);
  later.handlers[0] = std::exchange(delivery_handler_, nullptr);
  later.handlers[1] = std::exchange(writable_handler_, nullptr);
  writable_wanted_ = false;
  return cut;
}

}  // namespace pulsarws
