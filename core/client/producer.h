#pragma once

#include <condition_variable>
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
#include "core/wire/frame_parser.h"
#include "core/wire/topic_name.h"

namespace pulsarws {

class Producer final : public Endpoint {
  struct Settings;

 public:
  // Checks the arguments; connects with Client::open or Endpoint::open.
  static Result<std::shared_ptr<Producer>> make(
      const std::shared_ptr<Client>& client, std::string_view topic,
      const Options& options);

  // Sends and waits for the outcome. `receipt` may be null, and is left alone
  // by a failure. `send_timeout`: milliseconds, 0 for the option sendTimeout,
  // -1 for never.
  Error send(const wire::OutgoingMessage& message, std::string_view context,
             Timeout timeout, std::unique_ptr<Receipt>* receipt,
             std::int64_t send_timeout = 0);

  // Queues; `handler`, which may be null, hears of the outcome.
  Error send_async(const wire::OutgoingMessage& message,
                   std::string_view context,
                   std::shared_ptr<EventHandler> handler, std::size_t index,
                   std::int64_t send_timeout = 0);

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

  // The option producerName; empty where the broker picks one.
  const std::string& name() const noexcept { return settings_.name; }

  // For make.
  Producer(std::shared_ptr<Client> client, Settings settings);

  std::string description() const override;
  void sign(Event& event) override;
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
  struct Flush {
    std::uint64_t until;  // the first number that need not be settled
    std::shared_ptr<Operation> operation;
  };

  Result<PendingMessage> prepare(const wire::OutgoingMessage& message,
                                 std::string_view context,
                                 std::int64_t send_timeout) const;
  std::optional<TimePoint> deadline_of(const PendingMessage& message,
                                       TimePoint from) const;
  Error wait_for_room(std::unique_lock<std::mutex>& lock, std::size_t bytes,
                      bool may_wait, std::optional<TimePoint> deadline);
  bool has_room_locked(std::size_t bytes) const;
  bool is_worth_waking_locked() const;
  void enqueue_locked(PendingMessage message);
  // Tells the outcome of a message that has left the queue: to the thread that
  // waits for it here, else by an event later.
  void tell_locked(PendingMessage message, Error error,
                   std::unique_ptr<Receipt> receipt, Later& later);
  void give_up_locked(PendingMessage message, const std::string& why,
                      Later& later);
  void after_settling_locked(Later& later);
  // Sees that `deadline` is looked at in time.
  void arm_timer_locked(std::optional<TimePoint> deadline);
  void expire(TimePoint armed_for) noexcept;
  void note_round_trip_locked(const PendingMessage& message);
  Error handle_ack(const wire::ProducerAck& ack);

  std::string path(bool first) const override;
  const char* component() const noexcept override { return "producer"; }
  void opened_locked(Later& later) override;
  void lost_locked(const Error& error, Later& later) override;
  void begin_close_locked(Later& later) override;
  bool is_settled_locked() const override { return pending_.empty(); }
  bool end_locked(const Error& reason, Later& later) override;
  void on_session_text(std::uint64_t connection,
                       std::string_view text) noexcept override;
  bool pull_frames(std::uint64_t connection, FrameSink& sink) noexcept override;

  const Settings settings_;
  wire::FrameParser parser_;  // used by the session's calls only

  PendingQueue pending_;                            // by mutex_
  std::condition_variable room_;                    // with mutex_
  int waiting_for_room_ = 0;                        // by mutex_
  std::optional<TimePoint> timer_armed_for_;        // by mutex_
  Timers::Id timer_ = 0;                            // by mutex_
  bool window_full_ = false;                        // by mutex_
  std::shared_ptr<EventHandler> delivery_handler_;  // by mutex_
  std::vector<Flush> flushes_;                      // by mutex_
  ProducerCounts counts_;                           // by mutex_
  RoundTripHistogram round_trips_;                  // by mutex_
};

}  // namespace pulsarws
