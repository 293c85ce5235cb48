#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/ring.h"
#include "core/client/client.h"
#include "core/client/endpoint.h"
#include "core/events/burst.h"
#include "core/wire/consumer_frame.h"
#include "core/wire/frame_parser.h"

namespace pulsarws {

using MessagePtr = std::shared_ptr<const Message>;

// What a consumer and a reader have in common: messages that the server has
// delivered, waiting for the application, and calls of the application, waiting
// for messages.
class Receiver : public Endpoint {
 public:
  // Waits for the next message.
  Result<MessagePtr> receive(Timeout timeout);

  // Ends `receiving` with the next message.
  void receive(std::shared_ptr<Operation> receiving);

  // Waits until there are `count` messages, or their payloads have `bytes`
  // together (0: any number), or the time is up; kTimeout where none came.
  Result<std::vector<MessagePtr>> receive_batch(std::size_t count,
                                                std::size_t bytes,
                                                Timeout timeout);

  // From now on messages go to the handler. kInvalidArgument where one is set.
  Error listen(const std::shared_ptr<EventHandler>& handler);

  MessagePtr take_for_listener(std::unique_ptr<Event>& word) noexcept override;
  void take_back_if_idle(std::unique_ptr<Event>& word) noexcept override;

  // Between these two nothing is handed out; what comes meanwhile is kept.
  Error pause();
  Error resume();

  std::size_t queued_count() const;

  ReceiverStatistics statistics() const;

 protected:
  using Endpoint::Endpoint;

  // The message goes to the application now: what follows for the server is
  // added to the frames. All or nothing where there is no memory. With mutex_
  // held, as all that follows.
  virtual void handed_out_locked(const MessagePtr& message) = 0;

  // The server has delivered this, or has answered whether the topic has ended.
  virtual void delivered_locked(MessagePtr message, Later& later) = 0;
  virtual void answered_locked(bool end_of_topic, Later& later) = 0;

  // The server has delivered what nobody can ack, and so cannot be handed out.
  virtual void passed_over_locked() {}
  // How many messages the server may have delivered at the most that are not
  // handed out yet.
  virtual std::size_t most_queued_locked() const = 0;

  // A message has come: whoever waits for it gets it, else it is queued.
  void add_locked(MessagePtr message, Later& later);
  // Everything is read, or of no use any more.
  void drop_queue_locked() {
    counts_.dropped += queue_.size();
    queue_.clear();
  }
  // The server has delivered this, whatever becomes of it.
  void note_received_locked(const wire::IncomingMessage& content);
  // For whom the list of topics is not all that it is.
  virtual void describe_locked(EndpointStatistics&) const {}
  void refuse_receives_locked(const Error& reason, Later& later) noexcept;
  // To the listener, and with poll delivery in any case.
  void tell_listener_locked(EventType type, Error error, Later& later);
  void end_listening_locked(const Error& reason, Later& later) noexcept;

  void add_frame_locked(wire::Frame frame) {
    frames_.push_back(std::move(frame));
  }
  std::shared_ptr<FrameWaker> wake_for_frames_locked() noexcept {
    return frames_.empty() ? nullptr : wake_locked();
  }

  // By mutex_.
  Ring<MessagePtr> queue_;
  Ring<wire::Frame> frames_;
  ReceiverCounts counts_;

 private:
  struct Arrived {
    wire::ConsumerFrame::Kind kind;
    MessagePtr message;  // of kMessage
    bool end_of_topic = false;
    std::string_view unreadable;  // a field's name, of static life; empty: none
  };
  void note_unreadable_locked(const Arrived& arrived, Later& later);

  void on_session_text(std::uint64_t connection,
                       std::string_view text) override;
  void on_session_batch_end(std::uint64_t connection) override;
  bool pull_frames(std::uint64_t connection, FrameSink& sink) override;

  void hand_out_locked(const MessagePtr& message) {
    ++counts_.handed_out;
    handed_out_locked(message);
  }
  // Whether a blocking receive does well to rest first: none is there, and they
  // come fast and one by one.
  bool is_rest_worth_it(Timeout timeout);
  // The first message that may be handed out; null where there is none.
  MessagePtr pop_locked();
  // Moves messages that wait behind `out`, until there are `count`, or their
  // payloads have `bytes` together (0: any number).
  struct Wanted {
    std::size_t count = 0;
    std::size_t bytes = 0;
  };
  void take_queued(std::vector<MessagePtr>& out, const Wanted& wanted);
  Error receiving_refusal_locked() const;
  void wait_locked(std::shared_ptr<Operation> receiving);
  // Whoever waits gets what there is.
  void serve_locked(Later& later);
  // The word for the listener that there are messages, where it is not in the
  // queue of events already.
  void announce_locked(Later& later) noexcept;

  // Whether the server has delivered far more than it may; one that counts a
  // little differently is none's trouble.
  bool is_overrun_locked() noexcept;
  Error overrun_locked() const;

  // Used by the session's calls only.
  std::uint64_t overrun_ = 0;  // the connection of which no more is taken
  wire::FrameParser parser_;
  std::vector<Arrived> arrived_;  // in one batch

  // By mutex_.
  std::size_t surplus_bytes_ = 0;  // of messages that came though it was full
  Ring<std::shared_ptr<Operation>> receiving_;
  std::size_t prune_at_ = 16;  // how many of them before the ended are let go
  std::shared_ptr<EventHandler> listener_;
  // Made when listening begins, so that to tell needs no memory; `word_` is
  // null while it is in the queue of events.
  std::unique_ptr<Event> word_;
  std::unique_ptr<Event> end_event_;
  bool listening_ = false;
  bool paused_ = false;
  bool unreadable_told_ = false;
  Burst burst_;  // of messages that blocking receives wait for
};

}  // namespace pulsarws
