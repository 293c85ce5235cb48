#include "core/platform/file_content.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace pulsarws::platform {
namespace {

std::error_code last_error() { return {errno, std::generic_category()}; }

struct Descriptor {
  explicit Descriptor(const char* name)
      : number(open(name, O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  const int number;
};

}  // namespace

std::error_code read_file(const std::string& name, std::size_t most,
                          std::string& content) {
  const Descriptor file(name.c_str());
  if (file.number < 0) return last_error();
  content.resize(most);
  std::size_t size = 0;
  while (size < most) {
    const ssize_t read = ::read(file.number, &content[size], most - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return last_error();
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  content.resize(size);
  return {};
}

}  // namespace pulsarws::platform
