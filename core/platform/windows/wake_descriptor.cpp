#include "core/platform/wake_descriptor.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <system_error>

namespace pulsarws::platform {

// Windows polls sockets only: a UDP socket connected to itself serves as a
// pipe.
WakeDescriptor::WakeDescriptor() {
  WSADATA data;
  if (int code = WSAStartup(MAKEWORD(2, 2), &data)) {
    throw std::system_error(code, std::system_category(), "WSAStartup");
  }
  SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int size = sizeof address;
  u_long on = 1;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (s == INVALID_SOCKET || bind(s, plain, size) != 0 ||
      getsockname(s, plain, &size) != 0 || connect(s, plain, size) != 0 ||
      ioctlsocket(s, FIONBIO, &on) != 0) {
    int code = WSAGetLastError();
    if (s != INVALID_SOCKET) closesocket(s);
    throw std::system_error(code, std::system_category(), "wake socket");
  }
  read_end_ = write_end_ = static_cast<std::int64_t>(s);
}

WakeDescriptor::~WakeDescriptor() {
  closesocket(static_cast<SOCKET>(read_end_));
  WSACleanup();
}

void WakeDescriptor::set() noexcept {
  send(static_cast<SOCKET>(write_end_), "1", 1, 0);
}

void WakeDescriptor::reset() noexcept {
  char drained[16];
  while (recv(static_cast<SOCKET>(read_end_), drained, sizeof drained, 0) > 0) {
  }
}

}  // namespace pulsarws::platform
