#include "tests/hot_path/counted.h"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> locks{0};

void* allocate(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* block = std::malloc(size > 0 ? size : 1);
  if (!block) throw std::bad_alloc();
  return block;
}

// The C library's own function of this name.
template <typename Function>
Function next(const char* name) noexcept {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

template <typename Lock>
int counted(std::atomic<int (*)(Lock*)>& real, const char* name,
            Lock* lock) noexcept {
  auto call = real.load(std::memory_order_relaxed);
  if (!call) real = call = next<int (*)(Lock*)>(name);
  locks.fetch_add(1, std::memory_order_relaxed);
  return call(lock);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }

extern "C" {

__attribute__((visibility("default"))) int pthread_mutex_lock(
    pthread_mutex_t* mutex) {
  static std::atomic<int (*)(pthread_mutex_t*)> real{nullptr};
  return counted(real, "pthread_mutex_lock", mutex);
}

__attribute__((visibility("default"))) int pthread_rwlock_rdlock(
    pthread_rwlock_t* lock) {
  static std::atomic<int (*)(pthread_rwlock_t*)> real{nullptr};
  return counted(real, "pthread_rwlock_rdlock", lock);
}

__attribute__((visibility("default"))) int pthread_rwlock_wrlock(
    pthread_rwlock_t* lock) {
  static std::atomic<int (*)(pthread_rwlock_t*)> real{nullptr};
  return counted(real, "pthread_rwlock_wrlock", lock);
}

}  // extern "C"

namespace pulsarws::testing {

Counts counts() noexcept { return {allocations, locks}; }

}  // namespace pulsarws::testing
