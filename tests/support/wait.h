#pragma once

#include <chrono>
#include <cstddef>
#include <thread>

namespace pulsarws::testing {

// Longer than anything takes, also with a sanitizer on a busy machine.
constexpr std::chrono::seconds kSoon{30};

// True as soon as `predicate()` holds; false when `within` has passed without.
// This is the one place in the tests that polls: for what has no event to wait
// for, such as a thread that ends. Everything else waits on a condition.
template <typename Predicate>
bool wait_for(Predicate&& predicate, std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!predicate()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// What this process holds now, from /proc; for tests that nothing leaks.
std::size_t process_threads();
std::size_t process_descriptors();
std::size_t resident_kilobytes();

}  // namespace pulsarws::testing
