#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

namespace pulsarws::testing {

// A file that goes with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    static std::atomic<int> count{0};
    name_ = (std::filesystem::temp_directory_path() /
             ("pulsarws-" + std::to_string(getpid()) + "-" +
              std::to_string(++count)))
                .string();
    write(text);
  }
  ~TemporaryFile() { remove(); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& name() const { return name_; }

  // All at once, as who replaces a token does.
  void write(const std::string& text) {
    std::ofstream(name_ + ".new", std::ios::binary) << text;
    std::filesystem::rename(name_ + ".new", name_);
  }
  void remove() {
    std::error_code ignored;
    std::filesystem::remove(name_, ignored);
  }

 private:
  std::string name_;
};

}  // namespace pulsarws::testing
