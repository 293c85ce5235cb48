#include "unanswered_port.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <stdexcept>

namespace pulsarws::testing {
namespace {

// For a listening socket, Linux counts the connections that nobody has
// accepted in tcpi_unacked, and keeps their limit in tcpi_sacked.
bool is_full(const Socket& listening) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(listening.get(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
    throw std::runtime_error("TCP_INFO");
  }
  return info.tcpi_unacked > info.tcpi_sacked;
}

}  // namespace

BlackHole::BlackHole(std::uint16_t at, int host)
    : listening_(listen_loopback(at, 0, host)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port());
  address.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK - 1 + static_cast<std::uint32_t>(host));
  while (!is_full(listening_)) {
    Socket client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(client.get(), reinterpret_cast<sockaddr*>(&address),
                sizeof address) != 0) {
      throw std::runtime_error("cannot fill a backlog");
    }
    waiting_.push_back(std::move(client));
  }
}

}  // namespace pulsarws::testing
