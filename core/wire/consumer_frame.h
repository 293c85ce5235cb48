#pragma once

#include <cstdint>
#include <string_view>

#include "core/wire/frame.h"
#include "core/wire/incoming_message.h"

namespace pulsarws::wire {

// What came in a consumer's or reader's stream.
struct ConsumerFrame {
  enum class Kind {
    kMessage,
    kEndOfTopic,
    kNameless,  // a message whose id cannot be read: nobody can ack it
    kUnknown,   // JSON, and neither of these
  };
  Kind kind = Kind::kMessage;
  IncomingMessage message;    // kMessage
  bool end_of_topic = false;  // kEndOfTopic

  // The name, of static life, of the first field that could not be read and so
  // is as if it were not there; empty: none.
  std::string_view unreadable;
};

Frame write_ack(std::string_view message_id);
Frame write_negative_ack(std::string_view message_id);
// Of the message that this ack names.
Frame write_negative_ack(const Frame& ack);
Frame write_permit(std::uint32_t messages);
Frame write_end_of_topic_question();
Frame write_unsubscribe_request();

}  // namespace pulsarws::wire
