#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/client/client.h"
#include "core/client/endpoint.h"
#include "core/client/pending_queue.h"
#include "core/client/room_line.h"
#include "core/wire/frame_parser.h"
#include "core/wire/topic_name.h"

namespace pulsarws {

// A message's own time limits, in milliseconds.
struct SendLimits {
  std::int64_t send_timeout = 0;  // 0: the option sendTimeout; -1: never
  // How long a call that may wait for room does: 0: as long as the message may
  // take, -1: not at all.
  std::int64_t room_timeout = 0;
};

class Producer final : public Endpoint {
  struct Settings;

 public:
  // Checks the arguments; connects with Client::open or Endpoint::open.
  static Result<std::shared_ptr<Producer>> make(
      const std::shared_ptr<Client>& client, std::string_view topic,
      const Options& options);

  // Sends and waits for the outcome. `receipt` may be null, and is left alone
  // by a failure.
  Error send(const wire::OutgoingMessage& message, std::string_view context,
             Timeout timeout, std::optional<Receipt>* receipt,
             const SendLimits& limits = {});

  // Queues; `handler`, which may be null, hears of the outcome.
  Error send_async(const wire::OutgoingMessage& message,
                   std::string_view context,
                   std::shared_ptr<EventHandler> handler, std::size_t index,
                   const SendLimits& limits = {});

  // Ends all waits for room with kCancelled. Returns how many that were.
  std::size_t cancel_waits_for_room();

  // Who is told, from now on, that there is room again behind a send that was
  // refused for want of it: once for all that were refused before.
  void tell_writable(std::shared_ptr<EventHandler> handler);

  // Gives up what was never written; with `in_flight` also what was written and
  // is not answered. Returns how many that were.
  Result<std::size_t> purge(bool in_flight);

  // Who hears of messages that have no handler.
  void set_delivery_handler(std::shared_ptr<EventHandler> handler);

  // Ends `flushing` when all that is queued now is settled.
  void flush(std::shared_ptr<Operation> flushing);
  Error flush(Timeout timeout);

  std::size_t pending_count() const;
  std::size_t pending_bytes() const;

  // The number of the last message that is stored with all before it settled,
  // counted from initialSequenceId.
  std::int64_t last_sequence_id() const;

  // Why no message can have so many: for whom wants to know before it reads
  // them.
  Error check_lists(std::size_t properties, std::size_t clusters) const;

  // The option producerName; empty where the broker picks one.
  const std::string& name() const noexcept override { return settings_.name; }

  // For make.
  Producer(std::shared_ptr<Client> client, Settings settings);

  std::string description() const override;
  Kind kind() const noexcept override { return Kind::kProducer; }
  void add_statistics(ClientStatistics& all) const override;
  ProducerStatistics statistics() const;
  void give_up() noexcept override;

 private:
  struct Settings {
    wire::TopicName topic;
    wire::Query query;
    std::string name;
    std::optional<std::int64_t> initial_sequence_id;
    Milliseconds send_timeout{0};
    std::size_t most_messages = 0;
    std::size_t most_bytes = 0;
    bool block_if_full = false;
  };
  // What the server has said of one message.
  struct Answer {
    std::uint64_t context = 0;
    bool stored = false;
    std::optional<wire::MessageId> id;  // of what is stored, if it can be read
    std::optional<int> send_error;      // nothing: stored, or nobody can tell
    std::string words;
  };
  struct Flush {
    std::uint64_t until = 0;  // the first number that need not be settled
    std::shared_ptr<Operation> operation;
  };

  Result<PendingMessage> prepare(const wire::OutgoingMessage& message,
                                 std::string_view context,
                                 const SendLimits& limits) const;
  Error too_big(const char* how, std::size_t size) const;
  std::optional<TimePoint> deadline_of(const PendingMessage& message,
                                       TimePoint from) const;
  bool has_room_locked(std::size_t bytes) const noexcept;
  bool is_worth_waking_locked() const noexcept;
  // Sees that there is room for a message, or says why not. `deadline` of the
  // wait, where the call may wait at all.
  Error get_room(std::unique_lock<std::mutex>& lock, std::size_t bytes,
                 const SendLimits& limits, std::optional<TimePoint> deadline);
  // Waits in line.
  Error wait_for_room(std::unique_lock<std::mutex>& lock, std::size_t bytes,
                      std::optional<TimePoint> deadline);
  // Whoever has asked for it will be told when there is room again.
  Error refuse_for_room_locked(std::size_t bytes);
  void tell_writable_locked() noexcept;
  // There may be room: whoever is first in line is called, now or soon.
  void offer_room_locked() noexcept;
  void room_due() noexcept;
  void enqueue_locked(PendingMessage message);
  // Tells the outcome of a message that has left the queue: to the thread that
  // waits for it here, else by its event later.
  void tell_locked(PendingMessage message, Error error, Later& later) noexcept;
  // `why` makes the words.
  template <typename Why>
  void give_up_locked(PendingMessage message, Why why, Later& later) noexcept;
  void after_settling_locked(Later& later) noexcept;
  // Sees that `deadline` is looked at in time.
  void arm_timer_locked(std::optional<TimePoint> deadline);
  void expire(TimePoint armed_for) noexcept;
  void expire_locked(TimePoint now, const Error& last, Later& later) noexcept;
  void note_round_trip_locked(const PendingMessage& message) noexcept;
  void answered_locked(Answer& answer, Later& later) noexcept;

  std::string path(bool first) const override;
  const char* component() const noexcept override { return "producer"; }
  void opened_locked(Later& later) override;
  void lost_locked(const Error& error, Later& later) noexcept override;
  void begin_close_locked(Later& later) noexcept override;
  bool is_settled_locked() const override { return pending_.empty(); }
  bool end_locked(const Error& reason, Later& later) noexcept override;
  void on_session_text(std::uint64_t connection,
                       std::string_view text) override;
  void on_session_batch_end(std::uint64_t connection) override;
  bool pull_frames(std::uint64_t connection, FrameSink& sink) override;

  const Settings settings_;
  // Used by the session's calls only.
  wire::FrameParser parser_;
  std::vector<Answer> answers_;  // of one batch
  bool unreadable_told_ = false;

  PendingQueue pending_;                            // by mutex_
  RoomLine room_line_;                              // by mutex_
  bool writable_wanted_ = false;                    // by mutex_
  std::shared_ptr<EventHandler> writable_handler_;  // by mutex_
  RefusedSends refused_;                            // by mutex_
  bool room_timer_armed_ = false;                   // by mutex_
  std::optional<TimePoint> timer_armed_for_;        // by mutex_
  Timers::Id timer_ = 0;                            // by mutex_
  // By mutex_: the connection ends since the server could not read a message.
  bool nameless_refusal_ = false;
  bool window_full_ = false;  // by mutex_: an answer lets more be written
  std::shared_ptr<EventHandler> delivery_handler_;  // by mutex_
  Ring<Flush> flushes_;                             // by mutex_
  ProducerCounts counts_;                           // by mutex_
  RoundTripHistogram round_trips_;                  // by mutex_
};

}  // namespace pulsarws
