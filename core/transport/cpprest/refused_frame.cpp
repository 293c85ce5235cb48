#include "core/transport/cpprest/refused_frame.h"

#include <cstddef>

#include "core/net/failure_sentences.h"
#include "core/transport/protocol_breach.h"

namespace pulsarws {
namespace {

struct Refusal {
  int code;
  std::string_view words;  // websocketpp's 0.8
  const char* breach;
};

constexpr int kTooLarge = 1009;
constexpr std::size_t kLargestMessage = 32000000;  // websocketpp's own limit

constexpr Refusal kRefusals[] = {
    {1002, "Servers may not send masked frames", protocol_breach::kMaskedFrame},
    {1002, "Invalid use of reserved bits", protocol_breach::kReservedBits},
    {1002, "invalid opcode", protocol_breach::kUnknownOpcode},
    {1002, "Invalid message continuation", protocol_breach::kFragments},
    {1002, "Control messages are limited to fewer than 125 characters",
     protocol_breach::kLongControl},
    {1002, "Control messages cannot be fragmented",
     protocol_breach::kFragmentedControl},
    {1002, "Generic protocol violation", "a frame that it does not allow"},
    {1002, "Invalid close code", protocol_breach::kCloseCode},
    {1002, "Invalid close reason", protocol_breach::kCloseReason},
    {1007, "Invalid UTF8 encoding", protocol_breach::kText},
    {1007, "A payload contained invalid data", protocol_breach::kText},
    {1011, "Payload length was not minimally encoded",
     protocol_breach::kLength},
};

}  // namespace

std::optional<Error> refused_frame(int code, std::string_view words,
                                   std::string_view server) {
  if (code == kTooLarge && words == "A message was too large") {
    return too_large_message(kLargestMessage, server,
                             "transport=beast takes larger ones, up to "
                             "maxReceivedFrameSize");
  }
  for (const Refusal& one : kRefusals) {
    if (one.code == code && one.words == words) {
      return broken_protocol(one.breach, server);
    }
  }
  return std::nullopt;
}

}  // namespace pulsarws
