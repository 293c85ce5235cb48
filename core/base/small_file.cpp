#include "core/base/small_file.h"

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace pulsarws {

std::string path_in(std::string place) {
  constexpr std::string_view kScheme = "file://";
  if (place.compare(0, kScheme.size(), kScheme) == 0) {
    place.erase(0, kScheme.size());
  }
  return place;
}

Result<std::string> read_small_file(const std::string& name) {
  constexpr std::size_t kLargest = 1024 * 1024;
  auto unreadable = [](int code) {
    return Error(
        Status::kFile,
        "cannot be read: " + (code ? std::generic_category().message(code)
                                   : std::string("unknown reason")));
  };
  errno = 0;
  std::ifstream file(name, std::ios::binary);
  if (!file) return unreadable(errno);
  std::string text(kLargest, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  // Of a folder, opening says nothing.
  if (file.bad()) return unreadable(errno);
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() == kLargest) {
    return Error(Status::kFile, "is far too large for what it should hold");
  }
  return text;
}

}  // namespace pulsarws
