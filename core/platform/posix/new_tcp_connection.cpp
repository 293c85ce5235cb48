#include "core/platform/new_tcp_connection.h"

#if defined(__linux__)
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <string>

#include "core/platform/file_content.h"
#endif

namespace pulsarws::platform {

#if defined(__linux__)

namespace {

// No descriptor has this number or a higher one. To try them all costs a
// fraction of listing /proc/self/fd.
int end_of_descriptors() {
  std::string status;
  if (read_file("/proc/self/status", 4096, status)) return 0;
  constexpr char kField[] = "\nFDSize:";
  const std::size_t at = status.find(kField);
  if (at == std::string::npos) return 0;
  return std::atoi(status.c_str() + at + sizeof kField - 1);
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

struct Connected {
  std::uint64_t inode;
  int descriptor;
};

// The connections to that port that children would inherit: what a library
// makes that does not care. Those that were found are none of these any more.
std::vector<Connected> inherited_connections(std::uint16_t remote_port) {
  std::vector<Connected> all;
  const int end = end_of_descriptors();
  for (int descriptor = 0; descriptor < end; ++descriptor) {
    if (remote_port_of(descriptor) != remote_port) continue;
    const int flags = fcntl(descriptor, F_GETFD);
    struct stat status;
    if (flags < 0 || (flags & FD_CLOEXEC) || fstat(descriptor, &status) != 0) {
      continue;
    }
    all.push_back({static_cast<std::uint64_t>(status.st_ino), descriptor});
  }
  return all;
}

void take_over(int descriptor) {
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

// Those of the process, in the order in which they began.
class NewTcpConnection::All {
 public:
  static All& of_process() {
    // Threads of ours outlive the exit.
    static All& all = *std::make_unique<All>().release();
    return all;
  }

  void add(NewTcpConnection* one) {
    std::lock_guard lock(mutex_);
    for (const Connected& each : inherited_connections(one->remote_port_)) {
      one->before_.push_back(each.inode);
    }
    std::sort(one->before_.begin(), one->before_.end());
    list_.push_back(one);
  }

  void opened(NewTcpConnection* one) {
    std::lock_guard lock(mutex_);
    one->open_ = true;
    look_for(one->remote_port_);
  }

  void remove(NewTcpConnection* one) {
    std::lock_guard lock(mutex_);
    const auto to_the_same = [one](const NewTcpConnection* each) {
      return each->remote_port_ == one->remote_port_ && each->open_ &&
             !each->found_;
    };
    list_.erase(std::remove(list_.begin(), list_.end(), one), list_.end());
    // It may have been what made others unclear.
    if (!one->open_ && std::any_of(list_.begin(), list_.end(), to_the_same)) {
      look_for(one->remote_port_);
    }
  }

 private:
  // All that are open and began after another are among what is new since that
  // began. Where there are no more of those, they are it.
  void look_for(std::uint16_t remote_port) {
    const auto connected = inherited_connections(remote_port);
    std::size_t open = 0;
    for (auto at = list_.rbegin(); at != list_.rend(); ++at) {
      NewTcpConnection& since = **at;
      if (since.remote_port_ != remote_port || since.found_) continue;
      if (since.open_) ++open;
      std::vector<int> fresh;
      for (const Connected& each : connected) {
        if (!std::binary_search(since.before_.begin(), since.before_.end(),
                                each.inode)) {
          fresh.push_back(each.descriptor);
        }
      }
      if (open == 0 || fresh.size() != open) continue;
      for (int descriptor : fresh) take_over(descriptor);
      for (auto found = list_.rbegin();; ++found) {
        if ((*found)->remote_port_ == remote_port && (*found)->open_) {
          (*found)->found_ = true;
        }
        if (found == at) break;
      }
      look_for(remote_port);
      return;
    }
  }

  std::mutex mutex_;
  std::vector<NewTcpConnection*> list_;
};

NewTcpConnection::NewTcpConnection(std::uint16_t remote_port)
    : remote_port_(remote_port) {
  All::of_process().add(this);
}

NewTcpConnection::~NewTcpConnection() {
  try {
    All::of_process().remove(this);
  } catch (const std::exception&) {
    // It is out of the list; others are looked for the next time.
  }
}

void NewTcpConnection::opened() noexcept {
  try {
    All::of_process().opened(this);
  } catch (const std::exception&) {
    // No memory to look for it: it is slower, and that is all.
  }
}

#else

NewTcpConnection::NewTcpConnection(std::uint16_t remote_port)
    : remote_port_(remote_port) {}
NewTcpConnection::~NewTcpConnection() = default;
void NewTcpConnection::opened() noexcept {}

#endif

}  // namespace pulsarws::platform
