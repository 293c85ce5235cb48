#include "core/platform/tcp_socket.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

namespace pulsarws::platform {

std::int64_t new_tcp_socket(bool ipv6, std::error_code& failed) noexcept {
  const int family = ipv6 ? AF_INET6 : AF_INET;
#if defined(SOCK_CLOEXEC)
  const int made = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
#else
  const int made = socket(family, SOCK_STREAM, 0);
  if (made >= 0) fcntl(made, F_SETFD, FD_CLOEXEC);
#endif
  failed = made < 0 ? std::error_code(errno, std::generic_category())
                    : std::error_code();
  return made;
}

}  // namespace pulsarws::platform
