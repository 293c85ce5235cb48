#include "core/platform/tcp_socket.h"

#include <winsock2.h>

namespace pulsarws::platform {

std::int64_t new_tcp_socket(bool ipv6, std::error_code& failed) noexcept {
  const SOCKET made =
      WSASocketW(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr,
                 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  if (made != INVALID_SOCKET) {
    failed = std::error_code();
    return static_cast<std::int64_t>(made);
  }
  failed = std::error_code(WSAGetLastError(), std::system_category());
  return -1;
}

std::int64_t accept_tcp(std::int64_t listening,
                        std::error_code& failed) noexcept {
  // What is accepted is inherited as the one that listens is: not at all.
  const SOCKET made = accept(static_cast<SOCKET>(listening), nullptr, nullptr);
  if (made != INVALID_SOCKET) {
    failed = std::error_code();
    return static_cast<std::int64_t>(made);
  }
  failed = std::error_code(WSAGetLastError(), std::system_category());
  return -1;
}

bool is_out_of_descriptors() noexcept { return false; }

}  // namespace pulsarws::platform
