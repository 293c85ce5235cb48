#pragma once

#include <cstdint>

// This program's operator new and its locks, counted: what a message costs.
namespace pulsarws::testing {

struct Counts {
  std::int64_t allocations = 0;
  std::int64_t locks = 0;  // mutexes and read-write locks
};

// Of all threads, since the process began.
Counts counts() noexcept;

}  // namespace pulsarws::testing
