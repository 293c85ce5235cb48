#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>

#include "core/events/event.h"

namespace pulsarws {

// A thread that waits for room in a queue, on its own stack.
struct RoomWaiter {
  explicit RoomWaiter(std::size_t wanted) : bytes(wanted) {}

  std::size_t bytes;
  bool cancelled = false;
  std::condition_variable called;
  RoomWaiter* next = nullptr;
};

// Sends that were refused for want of room, until somebody is told that there
// is some.
struct RefusedSends {
  std::size_t bytes = 0;         // what the largest of them wanted; 0: none
  std::unique_ptr<Event> event;  // made with the first, to tell it needs none
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

  // Whoever waits is to give up. Returns how many.
  std::size_t cancel_all() noexcept {
    std::size_t count = 0;
    for (RoomWaiter* one = first_; one; one = one->next) {
      if (one->cancelled) continue;
      one->cancelled = true;
      one->called.notify_one();
      ++count;
    }
    return count;
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
