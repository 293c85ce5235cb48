#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/burst.h"
#include "core/client/client.h"
#include "core/client/endpoint.h"
#include "core/client/settlements.h"
#include "core/wire/frame_parser.h"
#include "core/wire/topic_name.h"

namespace pulsarws {

class Consumer final : public Endpoint {
  struct Settings;

 public:
  // Checks the arguments; connects with Client::open or Endpoint::open.
  static Result<std::shared_ptr<Consumer>> make(
      const std::shared_ptr<Client>& client, std::string_view topic,
      std::string_view subscription, const Options& options);

  const std::string& subscription() const noexcept;

  // Waits for the next message.
  Result<std::shared_ptr<const Message>> receive(Timeout timeout);

  // Ends `receiving` with the next message.
  void receive(std::shared_ptr<Operation> receiving);

  // From now on messages go to the handler. kInvalidArgument where one is set.
  Error listen(const std::shared_ptr<EventHandler>& handler);

  // The next message for the listener; null where there is none (any more).
  std::shared_ptr<const Message> take_for_listener() noexcept;

  Error settle(const Message& message, Verdict verdict);

  // Ends `flushing` when the server has handled all that was settled.
  void flush_acks(const std::shared_ptr<Operation>& flushing);
  Error flush_acks(Timeout timeout);

  // For make.
  Consumer(std::shared_ptr<Client> client, Settings settings);

  std::string description() const override;
  void sign(Event& event) override;
  void give_up() noexcept override;

 private:
  struct Settings {
    wire::TopicName topic;
    std::string subscription;
    wire::Query query;
    std::uint32_t queue_size = 0;
    bool pull = true;
  };
  // A question to the server that proves that all before it was handled.
  struct Fence {
    std::vector<std::shared_ptr<Operation>> waiting;
  };

  void deliver(wire::IncomingMessage message, std::uint64_t connection);
  // One event, for which the listener is handed the next message.
  void announce(std::shared_ptr<EventHandler> listener);
  void answer_fence();
  // The first message that waits; null where there is none to be had at once.
  std::shared_ptr<const Message> take_queued();
  void hand_out_locked();
  void write_verdict_locked(std::string_view wire_id, const wire::MessageId& id,
                            Verdict verdict);
  // For a verdict on an earlier delivery of what waits in the queue again.
  bool settle_in_queue_locked(const wire::MessageId& id, Verdict verdict);
  void ask_fence_locked(std::shared_ptr<Operation> waiting);
  void arm_fence_timer_locked();
  void fence_due() noexcept;
  Error receiving_refusal_locked() const;

  std::string path(bool first) const override;
  const char* component() const noexcept override { return "consumer"; }
  void opened_locked(Later& later) override;
  void lost_locked(const Error& error, Later& later) override;
  void begin_close_locked(Later& later) override;
  bool is_settled_locked() const override;
  bool end_locked(const Error& reason, Later& later) override;
  void on_session_text(std::uint64_t connection,
                       std::string_view text) noexcept override;
  bool pull_frames(std::uint64_t connection, FrameSink& sink) noexcept override;

  const Settings settings_;
  wire::FrameParser parser_;  // used by the session's calls only

  // All below by mutex_.
  std::deque<std::shared_ptr<const Message>> queue_;
  std::deque<std::shared_ptr<Operation>> receiving_;
  Burst burst_;  // of blocking receives
  std::shared_ptr<EventHandler> listener_;
  bool listening_ = false;
  std::uint32_t handed_out_ = 0;  // since the last permit
  std::deque<std::string> frames_;
  Settlements settlements_;
  std::deque<Fence> fences_;
  bool fence_timer_armed_ = false;
};

}  // namespace pulsarws
