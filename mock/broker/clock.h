#pragma once

#include <cstdint>
#include <functional>

namespace pulsarws::mock::broker {

// The time, and what is to be done at one. A test has its own.
class Clock {
 public:
  virtual ~Clock() = default;
  // Since 1970.
  virtual std::int64_t now_ms() const = 0;
  // Never from within this call.
  virtual void later(std::int64_t milliseconds, std::function<void()> what) = 0;
};

}  // namespace pulsarws::mock::broker
