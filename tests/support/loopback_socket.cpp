#include "loopback_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace pulsarws::testing {
namespace {

void check(int result, const char* what) {
  if (result < 0) {
    throw std::system_error(errno, std::generic_category(), what);
  }
}

}  // namespace

void Socket::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void Socket::reset() {
  const linger at_once{1, 0};
  if (descriptor_ >= 0) {
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  close();
}

Socket bind_loopback(std::uint16_t port, int host) {
  Socket bound(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  check(bound.get(), "socket");
  const int on = 1;
  setsockopt(bound.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK - 1 + static_cast<std::uint32_t>(host));
  check(
      bind(bound.get(), reinterpret_cast<sockaddr*>(&address), sizeof address),
      "bind");
  return bound;
}

Socket listen_loopback(std::uint16_t port, int backlog, int host) {
  Socket listening = bind_loopback(port, host);
  check(listen(listening.get(), backlog), "listen");
  return listening;
}

Socket connect_loopback(std::uint16_t port) {
  Socket connected(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  check(connected.get(), "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(connect(connected.get(), reinterpret_cast<sockaddr*>(&address),
                sizeof address),
        "connect");
  return connected;
}

std::uint16_t port_of(const Socket& bound) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  check(getsockname(bound.get(), reinterpret_cast<sockaddr*>(&address), &size),
        "getsockname");
  return ntohs(address.sin_port);
}

void set_nonblocking(const Socket& changed) {
  const int flags = fcntl(changed.get(), F_GETFL);
  check(fcntl(changed.get(), F_SETFL, flags | O_NONBLOCK), "fcntl");
}

void set_no_delay(const Socket& changed) {
  const int on = 1;
  setsockopt(changed.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool peer_has_gone(const Socket& connected) {
  pollfd state{connected.get(), POLLRDHUP, 0};
  return poll(&state, 1, 0) > 0;
}

WakeUp::WakeUp() : event_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  check(event_.get(), "eventfd");
}

void WakeUp::raise() { eventfd_write(event_.get(), 1); }

void WakeUp::clear() {
  eventfd_t ignored = 0;
  eventfd_read(event_.get(), &ignored);
}

}  // namespace pulsarws::testing
