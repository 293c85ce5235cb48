#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/wire/base64.h"
#include "core/wire/frame.h"
#include "core/wire/json_string.h"
#include "core/wire/time_format.h"

namespace pulsarws::wire {

// A frame is told once, to a function template that is called twice: with a
// FrameMeter, which hears how long it gets, and with a FrameWriter.
class FrameMeter {
 public:
  std::size_t size() const { return size_; }

  void literal(std::string_view text) { size_ += text.size(); }
  void string(std::string_view text) { size_ += json_string_size(text); }
  void base64(std::string_view bytes) {
    size_ += base64_encoded_size(bytes.size());
  }
  void time(std::int64_t) { size_ += kRfc3339Size; }

 private:
  std::size_t size_ = 0;
};

class FrameWriter {
 public:
  explicit FrameWriter(Frame& frame) : to_(frame.place()) {}

  void literal(std::string_view text) {
    std::memcpy(to_, text.data(), text.size());
    to_ += text.size();
  }
  void string(std::string_view text) { to_ = write_json_string(to_, text); }
  void base64(std::string_view bytes) { to_ = write_base64(to_, bytes); }
  void time(std::int64_t milliseconds) {
    to_ = write_rfc3339(to_, milliseconds);
  }

 private:
  char* to_;
};

// The frame that `tell`, which takes either of them, tells.
template <typename Tell>
Frame write_frame(Tell tell) {
  FrameMeter meter;
  tell(meter);
  Frame frame = Frame::of_size(meter.size());
  FrameWriter writer(frame);
  tell(writer);
  return frame;
}

}  // namespace pulsarws::wire
