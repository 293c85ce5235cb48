#pragma once

#include <memory>
#include <string_view>

#include "core/base/error.h"
#include "core/wire/consumer_frame.h"
#include "core/wire/producer_frame.h"

namespace pulsarws::wire {

// Reads the server's frames where they are: kTextPadding bytes behind each are
// readable. Fields that it does not know are skipped unread,
// of a field that comes twice the last one counts. Keeps its buffers from frame
// to frame: one for each connection, used by one thread at a time.
class FrameParser {
 public:
  FrameParser();
  FrameParser(FrameParser&&) noexcept;
  FrameParser& operator=(FrameParser&&) noexcept;
  ~FrameParser();

  // kProtocol with a sentence where the frame is not a JSON object. A field
  // that cannot be read is no reason: it is as if it were not there, and named.
  Result<ProducerAck> parse_producer_ack(std::string_view frame);
  Result<ConsumerFrame> parse_consumer_frame(std::string_view frame);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace pulsarws::wire
