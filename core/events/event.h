#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/events/event_source.h"
#include "core/events/message.h"
#include "core/events/receipt.h"
#include "core/observation/log_entry.h"

namespace pulsarws {

class TokenRequest;

// The numbers are the C API's.
enum class EventType : std::int32_t {
  kSent = 1,
  kMessage = 2,
  kEnded = 3,
  kOpened = 4,
  kReceived = 5,
  kFlushed = 6,
  kAcksFlushed = 7,
  kClosed = 8,
  kLog = 9,
  kState = 10,
  kStatistics = 11,
  kTokenWanted = 12,
  kUnsubscribed = 13,
  kEndOfTopic = 14,
  kGap = 15,
  kWritable = 16,
};

// What a connection is at. The numbers are the C API's.
enum class ConnectionState : std::int32_t {
  kConnecting = 1,
  kOpen = 2,
  kLost = 3,
  kBackoff = 4,
  kClosed = 5,
};

// kState: what has become of which connection; the event's error says why.
struct ConnectionChange {
  ConnectionState state = ConnectionState::kConnecting;
  std::uint64_t connection = 0;
  Milliseconds delay{0};  // kBackoff
};

// Whoever hears of an event: a callback of the application, which must not
// throw, but may be unwound (platform::ForcedUnwind). Destroyed after the last
// event that carries it.
class EventHandler {
 public:
  virtual ~EventHandler() = default;
  virtual void handle(Event& event) = 0;
};

// Something that has happened and that the application is to hear of. What is
// owed one makes it beforehand: to tell it then needs no memory.
struct Event {
  EventType type = EventType::kSent;
  bool end_of_topic = false;  // kEndOfTopic: the server's answer
  Error error;
  std::uint64_t operation = 0;
  std::size_t index = 0;
  std::shared_ptr<EventHandler> handler;
  std::shared_ptr<EventSource> client;
  std::shared_ptr<EventSource> source;  // an endpoint, or null
  std::shared_ptr<const Message> message;
  std::optional<Receipt> receipt;
  std::optional<ConnectionChange> change;
  std::unique_ptr<LogEntry> log;
  std::shared_ptr<TokenRequest> token_request;
  std::unique_ptr<std::string> text;  // kStatistics

  std::unique_ptr<Event> next;  // EventList's own
};

}  // namespace pulsarws
