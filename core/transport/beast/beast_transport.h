#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/transport/transport.h"

namespace pulsarws {

struct BeastSettings {
  std::string user_agent = "pulsarws";
  std::size_t io_threads = 1;  // of a client
  // The largest message taken from a server, uncompressed.
  std::size_t largest_message = 32 << 20;
  // Whether to ask servers to compress messages (RFC 7692).
  bool compression = false;
};

// Connections through Boost.Beast: all that come from one factory share its
// threads, which end with the factory and its last connection.
TransportFactory beast_transports(BeastSettings settings);

}  // namespace pulsarws
