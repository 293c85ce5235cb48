#pragma once

#include <string_view>

#include "core/wire/frame_parser.h"
#include "core/wire/padded_text.h"

namespace pulsarws::testing {

// A parser of frames with nothing behind them.
class UnpaddedParser {
 public:
  Result<wire::ProducerAck> parse_producer_ack(std::string_view frame) {
    return parser_.parse_producer_ack(text_.copy(frame));
  }
  Result<wire::ConsumerFrame> parse_consumer_frame(std::string_view frame) {
    return parser_.parse_consumer_frame(text_.copy(frame));
  }

 private:
  wire::FrameParser parser_;
  wire::PaddedText text_;
};

}  // namespace pulsarws::testing
