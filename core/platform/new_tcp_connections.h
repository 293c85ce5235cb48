#pragma once

#include <cstdint>
#include <vector>

namespace pulsarws::platform {

// Finds the TCP connections that this process has made since, for a library
// below that keeps its sockets to itself.
class NewTcpConnections {
 public:
  // Remembers what there is now.
  NewTcpConnections();

  // Turns off Nagle's algorithm on those made since to that remote port: small
  // frames then do not wait for the peer's delayed acknowledgement, which costs
  // 40 ms a time. One that the host program opened to the same port in the same
  // moment would get it too, which does it no harm. Does nothing on systems
  // that do not list a process's descriptors.
  void send_at_once(std::uint16_t remote_port) const noexcept;

 private:
  std::vector<std::uint64_t> before_;  // sorted inodes
};

}  // namespace pulsarws::platform
