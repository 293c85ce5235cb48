#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/base/ring.h"
#include "core/base/timers.h"
#include "core/events/event.h"
#include "core/wire/frame.h"

namespace pulsarws {

// A thread that waits for one message to be settled.
struct SendWaiter {
  std::condition_variable settled;
  bool done = false;
  Error error;
  Receipt receipt;
};

// A message between the call that sent it and its outcome.
struct PendingMessage {
  std::uint64_t sequence = 0;  // its number, and its context on the wire
  wire::Frame frame;           // kept until it is settled, to be written again
  // What will tell the outcome, with the application's context and handler:
  // made beforehand, so that to tell it needs no memory.
  std::unique_ptr<Event> event;
  std::optional<TimePoint> deadline;
  // Where it has another timeout than the producer's others; under 0: never.
  std::optional<Milliseconds> own_timeout;
  TimePoint written_at;          // on the last connection
  std::size_t payload_size = 0;  // for the statistics
  SendWaiter* waiter = nullptr;  // lives on the waiting thread's stack

  std::uint32_t connections = 0;  // how many it has been written on
  // In a row, as the first of the queue: losses, and among them those for which
  // the server blamed what was written.
  std::uint32_t losses = 0;
  std::uint32_t blamed = 0;
  bool due = false;  // its own timeout is over
  bool settled = false;
  bool stored = false;  // settled, and by the server's word that it has it
};

// A producer's messages in the order of their numbers, which are consecutive:
// the truth of what is still owed an outcome. No lock and no I/O of its own.
//
// The deadlines of messages without a timeout of their own stand in the order
// of the messages; those of the others are kept apart, in their own order.
class PendingQueue {
 public:
  std::size_t count() const noexcept { return count_; }
  std::size_t bytes() const noexcept { return bytes_; }
  bool empty() const noexcept { return count_ == 0; }
  // Of these, what is written on this connection.
  std::size_t in_flight_count() const noexcept { return written_count_; }
  std::size_t in_flight_bytes() const noexcept { return written_bytes_; }

  // The number that the next message gets, and the first that is not settled
  // (the same where none is).
  std::uint64_t next_sequence() const noexcept {
    return first_sequence_ + messages_.size();
  }
  std::uint64_t first_unsettled() const noexcept { return first_sequence_; }
  // The last that is stored with all before it settled; 0: none.
  std::uint64_t last_stored() const noexcept { return last_stored_; }

  // Takes a message whose sequence is next_sequence(); all or nothing where
  // there is no memory.
  void add(PendingMessage message);

  // The next message to be written on this connection, marked as written; null
  // where all are, or where `window` bytes are written and not settled.
  const PendingMessage* write_next(std::size_t window, TimePoint now = {});
  bool has_unwritten() const noexcept {
    return next_to_write_ < next_sequence();
  }

  // Null where it is not there (any more).
  const PendingMessage* find(std::uint64_t sequence) const;

  // Takes a message out: its outcome is known. Nothing where it is not there
  // (any more).
  std::optional<PendingMessage> settle(std::uint64_t sequence,
                                       bool stored = false);

  // The connection has gone: what was written will be written again, in order.
  // Returns the first message, settled, where it looks like the reason: it has
  // stood first at losses in a row, each time written, with no answer between;
  // at three with `blames`, which says that the server closed over what was
  // written, or at three where it is larger than all that has passed before; at
  // far more where nothing says so, since a link that flaps does the same.
  std::optional<PendingMessage> connection_lost(bool blames);

  // Takes out what should have been settled by `now`, in the order of the
  // numbers; `use` is given each.
  template <typename Use>
  void take_expired(TimePoint now, Use use) {
    if (!mark_due(now)) {
      while (PendingMessage* message = next_in_order()) {
        if (!is_late(*message, now)) break;
        use(take(*message));
      }
      drop_settled_front();
      return;
    }
    take_if(
        [now](const PendingMessage& message) {
          return message.due || (!message.own_timeout && is_late(message, now));
        },
        use);
  }

  // Takes out everything, or what was never written.
  template <typename Use>
  void take_all(Use use) {
    take_if([](const PendingMessage&) { return true; }, use);
  }
  template <typename Use>
  void take_unsent(Use use) {
    take_if([](const PendingMessage& message) { return !maybe_sent(message); },
            use);
  }

  // The first deadline of all messages that are not settled.
  std::optional<TimePoint> first_deadline();

  // Whether this entry may have reached the server.
  static bool maybe_sent(const PendingMessage& message) noexcept {
    return message.connections > 0;
  }

  // A blocking send goes away; its message stays.
  void forget_waiter(std::uint64_t sequence);

 private:
  PendingMessage take(PendingMessage& message);
  void drop_settled_front();
  PendingMessage* next_in_order();
  // Marks those whose own timeout is over; whether there are any.
  bool mark_due(TimePoint now) noexcept;
  static bool is_late(const PendingMessage& message, TimePoint now) noexcept {
    return message.deadline && *message.deadline <= now;
  }
  template <typename Wanted, typename Use>
  void take_if(Wanted wanted, Use& use) {
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      PendingMessage& message = messages_[i];
      if (!message.settled && wanted(message)) use(take(message));
    }
    drop_settled_front();
  }

  Ring<PendingMessage> messages_;
  // Deadlines of messages with a timeout of their own, and their numbers.
  std::set<std::pair<TimePoint, std::uint64_t>> own_deadlines_;
  std::uint64_t first_sequence_ = 1;
  std::uint64_t next_to_write_ = 1;
  std::uint64_t next_in_order_ = 1;  // all before: settled, or of their own
  std::uint64_t last_stored_ = 0;
  std::size_t largest_passed_ = 0;  // the frame of one that was answered
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  std::size_t written_count_ = 0;  // on this connection, not settled
  std::size_t written_bytes_ = 0;  // on this connection, not settled
};

}  // namespace pulsarws
