#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/wire/frame.h"
#include "core/wire/outgoing_message.h"

namespace pulsarws::wire {

// Why the server could not take this message: it closes the connection over an
// event time at or before 1970, text that is not UTF-8 and the like. Ok where
// it can. kInvalidMessage with a sentence that names the field.
Error check_outgoing(const OutgoingMessage& message);

// Writes the frame for a checked message. Its context, our own number that the
// answer brings back, is 0 until set_frame_context: so a frame can be written
// before its number is known. Set it while nobody shares the frame.
Frame write_producer_frame(const OutgoingMessage& message);
void set_frame_context(Frame& frame, std::uint64_t context) noexcept;

// The server's answer to one message. The views are into the parser and the
// frame, and live until the next call of parse.
struct ProducerAck {
  bool ok = false;
  int send_error = 0;                    // N of send-error:N
  std::optional<std::uint64_t> context;  // nothing where none, or not a number
  std::string_view message_id;           // base64, as it came
  std::string_view error_message;
};

}  // namespace pulsarws::wire
