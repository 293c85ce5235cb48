#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace pulsarws::testing {

// Follows one direction of a WebSocket connection, from its HTTP header on, and
// counts the frames that have passed whole.
class FrameCounter {
 public:
  static constexpr std::uint64_t kNoLimit =
      std::numeric_limits<std::uint64_t>::max();

  // Takes `size` bytes, but stops behind the frame with which frames() reaches
  // `limit`. Returns how many bytes it took.
  std::size_t feed(const char* bytes, std::size_t size,
                   std::uint64_t limit = kNoLimit);

  std::uint64_t frames() const { return frames_; }

 private:
  enum class At { kStart, kHttp, kHeader, kPayload, kTls };

  void take_http(unsigned char byte);
  void take_header(unsigned char byte);

  At at_ = At::kStart;
  std::uint64_t frames_ = 0;
  int line_ends_ = 0;
  unsigned header_taken_ = 0;
  unsigned header_size_ = 2;
  std::uint64_t payload_size_ = 0;
  std::uint64_t payload_left_ = 0;
  bool masked_ = false;
};

}  // namespace pulsarws::testing
