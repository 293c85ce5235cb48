#pragma once

#include <condition_variable>
#include <cstddef>

namespace pulsarws {

// A thread that waits for room in a queue, on its own stack.
struct RoomWaiter {
  explicit RoomWaiter(std::size_t wanted) : bytes(wanted) {}

  std::size_t bytes;
  std::condition_variable called;
  RoomWaiter* next = nullptr;
};

// They are served in the order in which they came: one is called at a time, and
// when it has had its turn it calls the next. No lock of its own.
class RoomLine {
 public:
  bool empty() const noexcept { return first_ == nullptr; }
  RoomWaiter* first() const noexcept { return first_; }

  void join(RoomWaiter& waiter) noexcept {
    RoomWaiter** place = &first_;
    while (*place) place = &(*place)->next;
    *place = &waiter;
  }

  void leave(RoomWaiter& waiter) noexcept {
    RoomWaiter** place = &first_;
    while (*place != &waiter) place = &(*place)->next;
    *place = waiter.next;
  }

  void call_first() noexcept {
    if (first_) first_->called.notify_one();
  }

  // There is nothing to be had any more.
  void call_all() noexcept {
    for (RoomWaiter* one = first_; one; one = one->next) {
      one->called.notify_one();
    }
  }

 private:
  RoomWaiter* first_ = nullptr;
};

}  // namespace pulsarws
