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

// Whether so many properties and replication clusters fit into a frame of this
// size, however short they are.
bool may_list(std::size_t properties, std::size_t clusters,
              std::size_t frame_size) noexcept;

// Why the server could not take this message: it closes the connection over an
// event time at or before 1970, text that is not UTF-8 and the like. Ok where
// it can. kInvalidMessage with a sentence that names the field.
Error check_outgoing(const OutgoingMessage& message);

// What the frame will have at least, found without looking at a byte of any
// text; the largest number where that is more.
std::size_t least_frame_size(const OutgoingMessage& message) noexcept;

// Writes the frame for a checked message. Its context, our own number that the
// answer brings back, is 0 until set_frame_context: so a frame can be written
// before its number is known. Set it while nobody shares the frame.
Frame write_producer_frame(const OutgoingMessage& message);
void set_frame_context(Frame& frame, std::uint64_t context) noexcept;

// The server's answer to one message. The views are into the parser and the
// frame, and live until the next call of parse.
struct ProducerAck {
  bool ok = false;
  // N of send-error:N; nothing where the result is neither that nor "ok".
  std::optional<int> send_error;
  std::optional<std::uint64_t> context;  // nothing where none, or not a number
  std::string_view message_id;           // base64, as it came; empty: none
  std::string_view error_message;
  std::string_view unreadable;  // the first such field's name; empty: none
};

}  // namespace pulsarws::wire
