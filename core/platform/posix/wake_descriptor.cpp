#include "core/platform/wake_descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace pulsarws::platform {

WakeDescriptor::WakeDescriptor() {
  int ends[2];
#if defined(__linux__)
  const int made = pipe2(ends, O_CLOEXEC | O_NONBLOCK);
#else
  const int made = pipe(ends);
#endif
  if (made != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
#if !defined(__linux__)
  for (int end : ends) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
#endif
  read_end_ = ends[0];
  write_end_ = ends[1];
}

WakeDescriptor::~WakeDescriptor() {
  ::close(static_cast<int>(read_end_));
  ::close(static_cast<int>(write_end_));
}

void WakeDescriptor::set() noexcept {
  // A full pipe is readable already; nothing else can fail here.
  [[maybe_unused]] auto written = ::write(static_cast<int>(write_end_), "1", 1);
}

void WakeDescriptor::reset() noexcept {
  char drained[64];
  while (::read(static_cast<int>(read_end_), drained, sizeof drained) > 0) {
  }
}

}  // namespace pulsarws::platform
