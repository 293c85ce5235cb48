#include "mock/front/utf8_breach.h"

#include "core/wire/utf8.h"

namespace pulsarws::mock {
namespace {

// Jetty reads bytes by a table of states; these are its numbers.
enum State {
  kBetween = 0,
  kReject = 1,
  kOneMore = 2,
  kTwoMore = 3,
  kAfterE0 = 4,
  kAfterEd = 5,
  kAfterF0 = 6,
  kThreeMore = 7,
  kAfterF4 = 8,
};

State first_byte(unsigned char byte) {
  if (byte < 0x80) return kBetween;
  if (byte < 0xc2 || byte > 0xf4) return kReject;
  if (byte < 0xe0) return kOneMore;
  if (byte == 0xe0) return kAfterE0;
  if (byte == 0xed) return kAfterEd;
  if (byte < 0xf0) return kTwoMore;
  if (byte == 0xf0) return kAfterF0;
  return byte == 0xf4 ? kAfterF4 : kThreeMore;
}

State next_state(State state, unsigned char byte) {
  if (state == kBetween) return first_byte(byte);
  if (byte < 0x80 || byte > 0xbf) return kReject;
  switch (state) {
    case kOneMore:
      return kBetween;
    case kTwoMore:
      return kOneMore;
    case kAfterE0:
      return byte >= 0xa0 ? kOneMore : kReject;
    case kAfterEd:
      return byte < 0xa0 ? kOneMore : kReject;
    case kAfterF0:
      return byte >= 0x90 ? kTwoMore : kReject;
    case kThreeMore:
      return kTwoMore;
    case kAfterF4:
      return byte < 0x90 ? kTwoMore : kReject;
    default:
      return kReject;
  }
}

// The way Jetty writes a byte: "Ff".
std::string hex(unsigned char byte) {
  return {"0123456789ABCDEF"[byte >> 4], "0123456789abcdef"[byte & 15]};
}

}  // namespace

std::optional<std::string> utf8_breach(std::string_view text) {
  if (wire::is_utf8(text)) return std::nullopt;
  const std::string prefix =
      "org.eclipse.jetty.util.Utf8Appendable$NotUtf8Exception: Not valid "
      "UTF8! ";
  State state = kBetween;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const State next = next_state(state, byte);
    if (next == kReject) {
      return prefix + "byte " + hex(byte) + " in state " +
             std::to_string(state);
    }
    state = next;
  }
  return prefix + "incomplete UTF8 sequence";
}

}  // namespace pulsarws::mock
