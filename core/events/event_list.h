#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "core/events/event.h"

namespace pulsarws {

// Events in order. Nothing that is done with it needs memory.
class EventList {
 public:
  EventList() = default;
  EventList(EventList&& other) noexcept { append(std::move(other)); }
  EventList& operator=(EventList&&) = delete;
  ~EventList() { clear(); }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  const Event& front() const noexcept { return *first_; }

  void push_back(std::unique_ptr<Event> event) noexcept {
    Event* added = event.get();
    (last_ ? last_->next : first_) = std::move(event);
    last_ = added;
    ++size_;
  }

  void push_front(std::unique_ptr<Event> event) noexcept {
    if (!last_) last_ = event.get();
    event->next = std::move(first_);
    first_ = std::move(event);
    ++size_;
  }

  std::unique_ptr<Event> pop_front() noexcept {
    std::unique_ptr<Event> taken = std::move(first_);
    first_ = std::move(taken->next);
    if (--size_ == 0) last_ = nullptr;
    return taken;
  }

  void append(EventList&& other) noexcept {
    if (other.empty()) return;
    (last_ ? last_->next : first_) = std::move(other.first_);
    last_ = std::exchange(other.last_, nullptr);
    size_ += std::exchange(other.size_, 0);
  }

  // One after the other: their chain may be longer than the stack is deep.
  void clear() noexcept {
    while (!empty()) pop_front();
  }

 private:
  std::unique_ptr<Event> first_;
  Event* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace pulsarws
