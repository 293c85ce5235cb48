#include "core/transport/close_frame.h"

namespace pulsarws {

std::uint16_t sendable_close_code(std::uint16_t code) noexcept {
  const bool sendable = (code >= 1000 && code <= 1003) ||
                        (code >= 1007 && code <= 1011) ||
                        (code >= 3000 && code <= 4999);
  return sendable ? code : 1000;
}

std::string clipped_close_reason(std::string reason) {
  constexpr std::size_t kLongest = 123;
  if (reason.size() <= kLongest) return reason;
  std::size_t end = kLongest;
  while (end > 0 && (reason[end] & 0xC0) == 0x80) --end;
  reason.resize(end);
  return reason;
}

}  // namespace pulsarws
