#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

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

  // The next message for the listener; null where there is none (any more).
  MessagePtr take_for_listener() noexcept;

  // Between these two nothing is handed out; what comes meanwhile is kept.
  Error pause();
  Error resume();

  std::size_t queued_count() const;

  ReceiverStatistics statistics() const;

 protected:
  using Endpoint::Endpoint;

  // The message goes to the application now: what follows for the server is
  // added to the frames. With mutex_ held.
  virtual void handed_out_locked(const MessagePtr& message) = 0;

  // Who is to hear of a message that has come.
  struct Arrival {
    std::shared_ptr<Operation> receiving;  // claimed: it gets `message`
    MessagePtr message;
    std::shared_ptr<EventHandler> listener;
    bool announced = false;
  };
  // A message has come: whoever waits for it gets it, else it is queued.
  Arrival add_locked(MessagePtr message);
  void tell(Arrival arrival);  // without mutex_
  // Everything is read, or of no use any more.
  void drop_queue_locked() {
    counts_.dropped += queue_.size();
    queue_.clear();
  }
  // The server has delivered this, whatever becomes of it.
  void note_received_locked(const wire::IncomingMessage& content);
  // For whom the list of topics is not all that it is.
  virtual void describe_locked(EndpointStatistics&) const {}
  void refuse_receives_locked(const Error& reason, Later& later);
  // To the listener, and with poll delivery in any case.
  void tell_listener_locked(EventType type, Error error, Later& later);
  void end_listening_locked(const Error& reason, Later& later);

  void add_frame_locked(wire::Frame frame) {
    frames_.push_back(std::move(frame));
  }

  wire::FrameParser parser_;  // used by the session's calls only

  // By mutex_.
  std::deque<MessagePtr> queue_;
  std::deque<wire::Frame> frames_;
  ReceiverCounts counts_;

 private:
  bool pull_frames(std::uint64_t connection, FrameSink& sink) noexcept override;

  void hand_out_locked(const MessagePtr& message) {
    ++counts_.handed_out;
    handed_out_locked(message);
  }
  // The first message that may be handed out; null where there is none.
  MessagePtr pop_locked();
  // The same from outside, for whoever may receive.
  MessagePtr take_queued();
  Error receiving_refusal_locked() const;
  void wait_locked(std::shared_ptr<Operation> receiving);
  // One event, for which the listener is handed the next message.
  void announce(std::shared_ptr<EventHandler> listener);

  // By mutex_.
  std::deque<std::shared_ptr<Operation>> receiving_;
  std::size_t prune_at_ = 16;  // how many of them before the ended are let go
  Burst burst_;                // of blocking receives
  std::shared_ptr<EventHandler> listener_;
  bool listening_ = false;
  bool paused_ = false;
};

}  // namespace pulsarws
