#include "core/platform/tcp_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

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

std::int64_t accept_tcp(std::int64_t listening,
                        std::error_code& failed) noexcept {
  const int from = static_cast<int>(listening);
#if defined(SOCK_CLOEXEC)
  const int made = accept4(from, nullptr, nullptr, SOCK_CLOEXEC);
#else
  const int made = accept(from, nullptr, nullptr);
  if (made >= 0) fcntl(made, F_SETFD, FD_CLOEXEC);
#endif
  failed = made < 0 ? std::error_code(errno, std::generic_category())
                    : std::error_code();
  return made;
}

bool is_out_of_descriptors() noexcept {
  std::error_code failed;
  const std::int64_t made = new_tcp_socket(false, failed);
  if (made >= 0) ::close(static_cast<int>(made));
  return failed == std::errc::too_many_files_open ||
         failed == std::errc::too_many_files_open_in_system;
}

}  // namespace pulsarws::platform
