#pragma once

#include <new>
#include <type_traits>
#include <utility>

namespace pulsarws {

// Holds a process-wide object that detached threads may still use while the
// process exits: it is made once and its destructor never runs.
template <typename T>
class NeverDestroyed {
 public:
  template <typename... Arguments>
  explicit NeverDestroyed(Arguments&&... arguments) {
    void* const place = &storage_;
    object_ = ::new (place) T(std::forward<Arguments>(arguments)...);
  }
  NeverDestroyed(const NeverDestroyed&) = delete;
  NeverDestroyed& operator=(const NeverDestroyed&) = delete;

  T& operator*() noexcept { return *object_; }
  T* operator->() noexcept { return object_; }

 private:
  std::aligned_storage_t<sizeof(T), alignof(T)> storage_;
  T* object_;
};

}  // namespace pulsarws
