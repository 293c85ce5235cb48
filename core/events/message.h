#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "core/wire/incoming_message.h"

namespace pulsarws {

class EventSource;

// A message that a consumer or reader was handed by the server. Outlives it.
class Message {
 public:
  Message(wire::IncomingMessage content, std::uint64_t connection,
          std::weak_ptr<const EventSource> receiver,
          std::shared_ptr<const std::string> topic)
      : content_(std::move(content)),
        connection_(connection),
        receiver_(std::move(receiver)),
        topic_(std::move(topic)) {}

  const wire::IncomingMessage& content() const noexcept { return content_; }
  const std::string& topic() const noexcept { return *topic_; }

  // The connection it came by: only there the server knows its id.
  std::uint64_t connection() const noexcept { return connection_; }

  bool is_from(const EventSource& receiver) const noexcept {
    return receiver_.lock().get() == &receiver;
  }

  // True for the first ack or nack of this delivery, and for no other.
  bool settle() const noexcept { return !settled_.exchange(true); }

 private:
  const wire::IncomingMessage content_;
  const std::uint64_t connection_;
  const std::weak_ptr<const EventSource> receiver_;
  const std::shared_ptr<const std::string> topic_;
  mutable std::atomic<bool> settled_{false};
};

}  // namespace pulsarws
