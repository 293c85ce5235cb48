#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/outstanding.h"
#include "core/client/receiver.h"
#include "core/client/settlements.h"
#include "core/options/choices.h"
#include "core/wire/endpoint_url.h"
#include "core/wire/topic_name.h"

namespace pulsarws {

// What a consumer subscribes to: one topic, several, or all that match.
struct ConsumerTopics {
  std::vector<wire::TopicName> names;  // one or more, or none with a pattern
  std::string pattern;

  bool is_one() const noexcept { return names.size() == 1; }
  // Whether non-persistent topics are among them, and no others.
  bool may_be_volatile() const noexcept;
  bool are_volatile() const noexcept;
  std::string to_string() const;

  // No list has more: no server takes a URL as long as theirs would be.
  static Error check_count(std::size_t count);

  static Result<ConsumerTopics> one(std::string_view topic);
  static Result<ConsumerTopics> list(const std::vector<std::string_view>& all);
  static Result<ConsumerTopics> matching(std::string_view pattern);
};

class Consumer final : public Receiver {
  struct Settings;

 public:
  // Checks the arguments; connects with Client::open or Endpoint::open.
  static Result<std::shared_ptr<Consumer>> make(
      const std::shared_ptr<Client>& client, ConsumerTopics topics,
      std::string_view subscription, const Options& options);

  const std::string& subscription() const noexcept;
  const std::string& name() const noexcept override;

  // Exactly one frame leaves for a delivery: the first verdict counts.
  Error settle(const Message& message, Verdict verdict);
  // kWrongConsumer where no such message is outstanding.
  Error settle(const wire::MessageId& id, Verdict verdict);
  // Acks all that was handed out in the same partition up to this one.
  Error ack_cumulative(const Message& message);
  Error ack_cumulative(const wire::MessageId& id);
  // Nacks all that was handed out and is not settled.
  Error redeliver();

  std::size_t outstanding_count() const;

  // Ends `flushing` when the server has handled all that was settled.
  void flush_acks(const std::shared_ptr<Operation>& flushing);
  Error flush_acks(Timeout timeout);

  // Ends `asking` with the server's answer: has the topic ended?
  void ask_end_of_topic(const std::shared_ptr<Operation>& asking);
  Result<bool> ask_end_of_topic(Timeout timeout);

  // Removes the subscription; with success the consumer is closed.
  void unsubscribe(const std::shared_ptr<Operation>& leaving);
  Error unsubscribe(Timeout timeout);

  // With permits=manual: the server may deliver so many more.
  Error permit(std::uint32_t messages);

  // For make.
  Consumer(std::shared_ptr<Client> client, Settings settings);

  std::string description() const override;
  Kind kind() const noexcept override { return Kind::kConsumer; }
  void add_statistics(ClientStatistics& all) const override;
  void give_up() noexcept override;

 private:
  struct Settings {
    ConsumerTopics topics;
    std::string subscription;
    std::string name;
    wire::Query query;
    std::uint32_t queue_size = 0;
    bool pull = true;
    bool manual_permits = false;
    bool cumulative = false;  // the subscription's type allows it
    Milliseconds ack_memory{0};
    bool volatile_some = false;  // there may be non-persistent topics
    bool volatile_all = false;   // there are no others
    AckFence ack_fence = AckFence::kAuto;
  };
  void handed_out_locked(const MessagePtr& message) override;
  void delivered_locked(MessagePtr message, Later& later) override;
  void answered_locked(bool end_of_topic, Later& later) override;
  void passed_over_locked() override { top_up_locked(); }
  void describe_locked(EndpointStatistics& endpoint) const override {
    endpoint.subscription = settings_.subscription;
  }
  std::size_t most_queued_locked() const override;
  // The server may deliver one more.
  void top_up_locked();
  void send_permit_locked(std::uint64_t messages);

  // Whether an id is one message's alone. On a non-persistent topic all have
  // the same: nothing can be remembered or found by it.
  bool is_unique(const wire::MessageId& id) const noexcept;
  // Room for so many verdicts: to write them then needs no memory.
  void reserve_verdicts_locked(std::size_t count);
  void write_verdict_locked(wire::Frame frame, const wire::MessageId& id,
                            Verdict verdict) noexcept;
  // On a delivery that came by `connection`; `frame` says so on the wire.
  void settle_locked(std::uint64_t connection, wire::Frame frame,
                     const wire::MessageId& id, Verdict verdict) noexcept;
  // For a verdict on an earlier delivery of what waits in the queue again.
  bool settle_in_queue_locked(const wire::MessageId& id, Verdict verdict);
  Error settle_outstanding_locked(const wire::MessageId& id, Verdict verdict);
  // For what is_unique is not true of. `here`: of the present connection.
  void settle_alike_locked(bool here, wire::Frame frame,
                           Verdict verdict) noexcept;
  Error settle_alike_locked(const wire::MessageId& id, Verdict verdict);
  Error no_such_message(const wire::MessageId& id) const;
  Error cumulative_refusal_locked() const;

  void ask_fence_locked(std::shared_ptr<Operation> waiting,
                        bool question = false);
  // kConnectionLost where there is nobody to ask.
  void ask_fence(const std::shared_ptr<Operation>& waiting,
                 bool question = false);
  void fence_verdicts_locked() noexcept;
  void fence_due() noexcept;
  void fence_passed_locked(bool end_of_topic, Later& later);
  // Where the server does not answer: time does it.
  bool does_without_fences() const noexcept;
  Error no_answer() const;
  void pass_fence_later_locked();
  void time_passes_fence(std::uint64_t connection) noexcept;
  // Looks whether it does, the first time that it is asked.
  void watch_fence_locked();
  void fence_is_overdue(std::uint64_t connection) noexcept;
  void judge_silence(std::uint64_t connection, TimePoint asked) noexcept;

  std::string path(bool first) const override;
  const char* component() const noexcept override { return "consumer"; }
  void opened_locked(Later& later) override;
  void lost_locked(const Error& error, Later& later) noexcept override;
  void begin_close_locked(Later& later) noexcept override;
  bool is_settled_locked() const override;
  bool end_locked(const Error& reason, Later& later) noexcept override;

  const Settings settings_;

  // All below by mutex_.
  std::uint32_t handed_out_ = 0;  // since the last permit
  std::uint64_t permitted_ = 0;   // with manual permits: not yet handed out
  Settlements settlements_;
  Outstanding outstanding_;
  // Handed out and not settled, of those that no id tells apart: all, and those
  // of the present connection.
  std::size_t alike_ = 0;
  std::size_t alike_here_ = 0;
  // Questions to the server whose answers prove that all before them was
  // handled, each with whom it ends, or null.
  struct Fence {
    std::shared_ptr<Operation> waiting;
    bool asked = true;      // else time answers
    bool question = false;  // whose answer is what counts
  };
  Ring<Fence> fences_;
  bool fence_timer_armed_ = false;
  std::uint64_t watched_fence_ = 0;     // the connection of the first one asked
  std::shared_ptr<Operation> leaving_;  // an unsubscribe under way
};

}  // namespace pulsarws
