#include "statistics_schema.h"

#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace pulsarws::testing {
namespace {

// A file with that content, for as long as it lives.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    const int descriptor = mkstemp(path_);
    if (descriptor < 0) throw std::runtime_error("no temporary file");
    const auto written = write(descriptor, content.data(), content.size());
    close(descriptor);
    if (written != static_cast<ssize_t>(content.size())) {
      throw std::runtime_error("a temporary file could not be written");
    }
  }
  ~TemporaryFile() { unlink(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const char* path() const { return path_; }

 private:
  char path_[64] = "/tmp/pulsarws-statistics-XXXXXX";
};

}  // namespace

std::string schema_violations(const std::string& json,
                              const std::string& pointer) {
  const TemporaryFile document(json);
  const std::string command = std::string("python3 '") + VALIDATE_JSON + "' '" +
                              STATISTICS_SCHEMA + "' '" + pointer + "' '" +
                              document.path() + "' 2>&1";
  std::FILE* output = popen(command.c_str(), "r");
  if (!output) throw std::runtime_error("python3 could not be started");
  std::string text;
  char part[1024];
  while (std::fgets(part, sizeof part, output)) text += part;
  const int status = pclose(output);
  if (status != 0 && text.empty()) text = "the validator failed";
  return text;
}

}  // namespace pulsarws::testing
