#include "core/transport/beast/breach.h"

#include <boost/beast/websocket/error.hpp>

#include "core/transport/protocol_breach.h"

namespace pulsarws {
namespace {

using boost::beast::websocket::error;

struct Breach {
  error why;
  const char* what;
};

constexpr Breach kBreaches[] = {
    {error::bad_masked_frame, protocol_breach::kMaskedFrame},
    {error::bad_reserved_bits, protocol_breach::kReservedBits},
    {error::bad_opcode, protocol_breach::kUnknownOpcode},
    {error::bad_continuation, protocol_breach::kFragments},
    {error::bad_data_frame, protocol_breach::kFragments},
    {error::bad_control_size, protocol_breach::kLongControl},
    {error::bad_control_fragment, protocol_breach::kFragmentedControl},
    {error::bad_size, protocol_breach::kLength},
    {error::bad_frame_payload, protocol_breach::kText},
    {error::bad_close_code, protocol_breach::kCloseCode},
    {error::bad_close_size, protocol_breach::kCloseCode},
    {error::bad_close_payload, protocol_breach::kCloseReason},
};

}  // namespace

std::string breach_in(const error_code& why) {
  for (const Breach& one : kBreaches) {
    if (why == one.why) return one.what;
  }
  return why.message();
}

}  // namespace pulsarws
