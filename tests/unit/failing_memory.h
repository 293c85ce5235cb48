#pragma once

#include <cstdint>

// This program's operator new, which fails when a test wants it to.
namespace pulsarws::testing {

// While it lives, the thread's n-th allocation (from 1), and `more` behind it,
// fail.
class FailingMemory {
 public:
  explicit FailingMemory(std::int64_t n, std::int64_t more = 0) noexcept;
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  // Whether it has come to that.
  bool has_failed() const noexcept;
};

// While it lives, nothing fails on this thread, and nothing is counted.
class SafeMemory {
 public:
  SafeMemory() noexcept;
  ~SafeMemory();
  SafeMemory(const SafeMemory&) = delete;
  SafeMemory& operator=(const SafeMemory&) = delete;

 private:
  const bool was_on_;
};

// How many blocks the process has.
std::int64_t blocks_in_use() noexcept;

}  // namespace pulsarws::testing
