#include "tests/unit/failing_memory.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

thread_local bool on = false;
thread_local std::int64_t left = 0;  // until the first that fails
thread_local std::int64_t failures = 0;
thread_local bool failed = false;
std::atomic<std::int64_t> blocks{0};

bool fails() noexcept {
  if (!on || --left > 0) return false;
  if (failures-- <= 0) return false;
  failed = true;
  return true;
}

void* allocate(std::size_t size) {
  if (fails()) throw std::bad_alloc();
  void* block = std::malloc(size > 0 ? size : 1);
  if (!block) throw std::bad_alloc();
  blocks.fetch_add(1, std::memory_order_relaxed);
  return block;
}

void release(void* block) noexcept {
  if (!block) return;
  blocks.fetch_sub(1, std::memory_order_relaxed);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }

namespace pulsarws::testing {

FailingMemory::FailingMemory(std::int64_t n, std::int64_t more) noexcept {
  left = n;
  failures = 1 + more;
  failed = false;
  on = true;
}
FailingMemory::~FailingMemory() { on = false; }
bool FailingMemory::has_failed() const noexcept { return failed; }

SafeMemory::SafeMemory() noexcept : was_on_(on) { on = false; }
SafeMemory::~SafeMemory() { on = was_on_; }

std::int64_t blocks_in_use() noexcept {
  return blocks.load(std::memory_order_relaxed);
}

}  // namespace pulsarws::testing
