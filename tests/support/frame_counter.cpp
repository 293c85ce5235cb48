#include "frame_counter.h"

#include <algorithm>

namespace pulsarws::testing {

std::size_t FrameCounter::feed(const char* bytes, std::size_t size,
                               std::uint64_t limit) {
  if (frames_ >= limit) return 0;
  std::size_t taken = 0;
  while (taken < size) {
    const auto byte = static_cast<unsigned char>(bytes[taken]);
    switch (at_) {
      case At::kStart:
        // A TLS record of the handshake begins so, an HTTP header never does.
        at_ = byte == 0x16 ? At::kTls : At::kHttp;
        break;
      case At::kTls:
        return size;
      case At::kHttp:
        take_http(byte);
        ++taken;
        break;
      case At::kHeader:
        take_header(byte);
        ++taken;
        break;
      case At::kPayload: {
        const std::size_t part = static_cast<std::size_t>(
            std::min<std::uint64_t>(payload_left_, size - taken));
        payload_left_ -= part;
        taken += part;
        break;
      }
    }
    if (at_ == At::kPayload && payload_left_ == 0) {
      at_ = At::kHeader;
      header_taken_ = 0;
      if (++frames_ >= limit) return taken;
    }
  }
  return taken;
}

void FrameCounter::take_http(unsigned char byte) {
  if (byte == '\n') {
    if (++line_ends_ == 2) at_ = At::kHeader;
  } else if (byte != '\r') {
    line_ends_ = 0;
  }
}

void FrameCounter::take_header(unsigned char byte) {
  const unsigned index = header_taken_++;
  if (index == 0) {
    header_size_ = 2;
    return;
  }
  if (index == 1) {
    masked_ = (byte & 0x80) != 0;
    payload_size_ = byte & 0x7f;
    const unsigned size_bytes = payload_size_ == 126   ? 2
                                : payload_size_ == 127 ? 8
                                                       : 0;
    if (size_bytes != 0) payload_size_ = 0;
    header_size_ = 2 + size_bytes + (masked_ ? 4 : 0);
  } else if (index < header_size_ - (masked_ ? 4 : 0)) {
    payload_size_ = payload_size_ << 8 | byte;
  }
  if (header_taken_ == header_size_) {
    at_ = At::kPayload;
    payload_left_ = payload_size_;
  }
}

}  // namespace pulsarws::testing
