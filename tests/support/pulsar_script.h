#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pulsar_frames.h"
#include "scripted_server.h"

namespace pulsarws::testing {

// What becomes of one message that a producer sends.
struct Fate {
  enum class Kind {
    kAck,
    kSwallow,
    kSendError,
    kDuplicate,
    kAckTwice,
    kDrop,
    kClose
  };
  Kind kind = Kind::kAck;
  int code = 0;
  std::string text = {};

  static Fate ack() { return {}; }
  // Never answered.
  static Fate swallow() { return {Kind::kSwallow}; }
  // `send-error:CODE`.
  static Fate send_error(int code, std::string text) {
    return {Kind::kSendError, code, std::move(text)};
  }
  // Acked with ledger -1, as the broker does with a duplicate it dropped.
  static Fate duplicate() { return {Kind::kDuplicate}; }
  static Fate ack_twice() { return {Kind::kAckTwice}; }
  // No answer, and a TCP reset.
  static Fate drop() { return {Kind::kDrop}; }
  // No answer, and a close frame.
  static Fate close(int code, std::string reason) {
    return {Kind::kClose, code, std::move(reason)};
  }
};

// All that producers and consumers did, in order.
struct PulsarRecord {
  struct Produced {
    std::size_t connection = 0;
    std::string context;
    std::string payload;
    std::string key;
    std::map<std::string, std::string> properties;
    // The frame as it came.
    std::string text;
  };
  struct Settled {
    std::size_t connection = 0;
    std::string id;
  };
  std::vector<Produced> produced;
  // `ok` answers sent (held ones count when released).
  std::size_t acks_sent = 0;

  std::size_t delivered = 0;
  // Acks and nacks of messages delivered on the same connection.
  std::vector<Settled> acked;
  std::vector<Settled> nacked;
  // Acks and nacks of an id not delivered on that connection, or already
  // settled there: a correct client sends none.
  std::vector<Settled> stale;
  // What readers have answered messages with.
  std::vector<Settled> read;
  std::int64_t permits = 0;
  std::size_t end_of_topic_questions = 0;
  std::size_t unsubscribes = 0;
  // Frames that Pulsar would not have understood.
  std::vector<std::string> malformed;
};

// The behaviour of a Pulsar proxy, for a ScriptedServer:
//
//   PulsarScript pulsar;
//   ScriptedServer server(pulsar.script());
//
// Producers get an ack for each message. Consumers get what serve() gave, each
// message to one of them, in pull mode as far as permits reach, in push mode up
// to receiverQueueSize (at most 1000) neither acked nor nacked; what a lost
// connection had not acked is delivered again. A reader gets all of it that
// stands behind its messageId, receiverQueueSize ahead of its answers. All
// functions may be called on any thread.
class PulsarScript {
 public:
  PulsarScript();

  // Hooks that share this object's state; a test may replace some of them.
  Script script() const;

  // What becomes of message number `n`, counted from 1 over all connections;
  // every_message is for those without a fate of their own.
  void at_message(std::size_t n, Fate fate);
  void every_message(Fate fate);

  // Answers to producers are kept back until they are released.
  void hold_answers();
  // Sends the first `count` held answers and goes on holding.
  void release(std::size_t count);
  // Sends all held answers and ends holding.
  void release_answers();

  // Adds messages for consumers and readers.
  void serve(std::vector<Delivery> deliveries);
  // `count` messages with the payloads "0", "1", ...
  void serve_numbered(std::size_t count);
  // Whether a nacked message comes again at once, its redeliveryCount one
  // higher (else not before a reconnect). On at first.
  void redeliver_nacked(bool on);
  // The answer to isEndOfTopic (false at first), and whether there is any.
  void end_of_topic(bool ended);
  void answer_end_of_topic(bool on);
  // Whether a consumer that unsubscribes loses its connection, as it does where
  // the subscription has other consumers.
  void refuse_unsubscribe(bool on);

  PulsarRecord record() const;
  bool wait_until(const std::function<bool(const PulsarRecord&)>& predicate,
                  std::chrono::milliseconds within) const;

  class State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace pulsarws::testing
