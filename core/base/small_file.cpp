#include "core/base/small_file.h"

#include <string_view>
#include <system_error>

#include "core/platform/file_content.h"

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
  std::string text;
  if (auto failed = platform::read_file(name, kLargest, text)) {
    return Error(Status::kFile, "cannot be read: " + failed.message());
  }
  if (text.size() == kLargest) {
    return Error(Status::kFile, "is far too large for what it should hold");
  }
  return text;
}

}  // namespace pulsarws
