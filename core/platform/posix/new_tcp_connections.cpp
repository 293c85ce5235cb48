#include "core/platform/new_tcp_connections.h"

#include <algorithm>

#if defined(__linux__)
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cstdlib>
#include <memory>
#endif

namespace pulsarws::platform {

#if defined(__linux__)

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { closedir(directory); }
};

// Calls see(descriptor, inode) for every socket of this process.
template <typename See>
void for_each_socket(See see) {
  std::unique_ptr<DIR, CloseDirectory> directory(opendir("/proc/self/fd"));
  if (!directory) return;
  while (const dirent* entry = readdir(directory.get())) {
    char* end = nullptr;
    long number = std::strtol(entry->d_name, &end, 10);
    if (end == entry->d_name) continue;
    int descriptor = static_cast<int>(number);
    struct stat status;
    if (fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode)) {
      see(descriptor, static_cast<std::uint64_t>(status.st_ino));
    }
  }
}

std::uint16_t remote_port_of(int descriptor) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(descriptor, plain, &size) != 0) return 0;
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
  }
  return 0;
}

}  // namespace

NewTcpConnections::NewTcpConnections() {
  for_each_socket(
      [this](int, std::uint64_t inode) { before_.push_back(inode); });
  std::sort(before_.begin(), before_.end());
}

void NewTcpConnections::send_at_once(std::uint16_t remote_port) const noexcept {
  for_each_socket([&](int descriptor, std::uint64_t inode) {
    if (std::binary_search(before_.begin(), before_.end(), inode)) return;
    if (remote_port_of(descriptor) != remote_port) return;
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  });
}

#else

NewTcpConnections::NewTcpConnections() = default;
void NewTcpConnections::send_at_once(std::uint16_t) const noexcept {}

#endif

}  // namespace pulsarws::platform
