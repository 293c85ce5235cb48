#pragma once

#include <cstdint>

namespace pulsarws::platform {

// A descriptor that poll(2), select(2) and their like see as readable between
// set() and reset(). A socket on Windows. Safe to use from any thread.
class WakeDescriptor {
 public:
  WakeDescriptor();  // throws std::system_error where none is to be had
  ~WakeDescriptor();
  WakeDescriptor(const WakeDescriptor&) = delete;
  WakeDescriptor& operator=(const WakeDescriptor&) = delete;

  std::int64_t native() const noexcept { return read_end_; }
  void set() noexcept;
  void reset() noexcept;

 private:
  std::int64_t read_end_ = -1;
  std::int64_t write_end_ = -1;
};

}  // namespace pulsarws::platform
