#pragma once

#include <cstdint>
#include <vector>

#include "loopback_socket.h"

namespace pulsarws::testing {

// A listening socket on 127.0.0.HOST (port 0: a free one) whose backlog is
// full, so that a connect gets no answer at all.
class BlackHole {
 public:
  explicit BlackHole(std::uint16_t port = 0, int host = 1);
  std::uint16_t port() const { return port_of(listening_); }

 private:
  Socket listening_;
  std::vector<Socket> waiting_;
};

// A port of 127.0.0.1 that refuses connections: bound, so that nobody else
// gets it, but not listening.
class ClosedPort {
 public:
  ClosedPort() : bound_(bind_loopback()) {}
  std::uint16_t port() const { return port_of(bound_); }

 private:
  Socket bound_;
};

}  // namespace pulsarws::testing
