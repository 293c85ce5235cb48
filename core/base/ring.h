#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace pulsarws {

// A queue in one block of memory, which it keeps while it holds something, so
// that what passes through needs no memory of its own; and room in it can be
// had beforehand. T is made without arguments and moved without a throw.
template <typename T>
class Ring {
 public:
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  T& operator[](std::size_t i) noexcept { return places_[place_of(i)]; }
  const T& operator[](std::size_t i) const noexcept {
    return places_[place_of(i)];
  }
  T& front() noexcept { return (*this)[0]; }
  const T& front() const noexcept { return (*this)[0]; }
  T& back() noexcept { return (*this)[size_ - 1]; }
  const T& back() const noexcept { return (*this)[size_ - 1]; }

  // Room for `more`: so many push_backs need no memory.
  void reserve_more(std::size_t more) {
    if (size_ + more <= places_.size()) return;
    std::vector<T> larger(
        std::max({size_ + more, places_.size() * 2, kSmallest}));
    for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move((*this)[i]);
    places_.swap(larger);
    first_ = 0;
  }

  // All or nothing where there is no memory.
  void push_back(T value) {
    reserve_more(1);
    places_[place_of(size_)] = std::move(value);
    ++size_;
  }

  void pop_front() noexcept {
    places_[first_] = T();
    first_ = place_of(1);
    if (--size_ == 0) rest();
  }

  void pop_back() noexcept {
    back() = T();
    --size_;
  }

  T take_front() noexcept {
    T taken = std::move(front());
    pop_front();
    return taken;
  }

  void erase(std::size_t i) noexcept {
    for (; i > 0; --i) (*this)[i] = std::move((*this)[i - 1]);
    pop_front();
  }

  void clear() noexcept {
    std::vector<T>().swap(places_);
    first_ = 0;
    size_ = 0;
  }

 private:
  static constexpr std::size_t kSmallest = 8;
  // What an empty one keeps.
  static constexpr std::size_t kKept = 256;

  // The number of places is not always a power of two.
  std::size_t place_of(std::size_t i) const noexcept {
    const std::size_t place = first_ + i;
    return place < places_.size() ? place : place - places_.size();
  }

  void rest() noexcept {
    if (places_.size() > kKept) clear();
  }

  std::vector<T> places_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace pulsarws
