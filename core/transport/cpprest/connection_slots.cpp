#include "core/transport/cpprest/connection_slots.h"

#include <algorithm>
#include <utility>

#include "core/base/never_destroyed.h"

namespace pulsarws {

ConnectionSlots::Slot::Slot(Slot&& other) noexcept
    : slots_(std::exchange(other.slots_, nullptr)), parked_(other.parked_) {}

ConnectionSlots::Slot& ConnectionSlots::Slot::operator=(Slot&& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(parked_, other.parked_);
  return *this;
}

ConnectionSlots::Slot::~Slot() {
  if (slots_) slots_->release(parked_);
}

void ConnectionSlots::Slot::park() noexcept {
  if (!slots_ || parked_) return;
  parked_ = true;
  std::lock_guard lock(slots_->mutex_);
  ++slots_->parked_;
}

ConnectionSlots& ConnectionSlots::of_process() noexcept {
  static NeverDestroyed<ConnectionSlots> slots;
  return *slots;
}

void ConnectionSlots::raise_limit(std::size_t limit) {
  {
    std::lock_guard lock(mutex_);
    limit_ = std::max(limit_, limit);
  }
  admit_waiting();
}

std::size_t ConnectionSlots::limit() const noexcept {
  std::lock_guard lock(mutex_);
  return limit_;
}

std::uint64_t ConnectionSlots::request(Admission admission) {
  std::uint64_t id;
  {
    std::lock_guard lock(mutex_);
    id = ++last_id_;
    waiting_.push_back({id, std::move(admission)});
  }
  admit_waiting();
  return id;
}

void ConnectionSlots::withdraw(std::uint64_t request) noexcept {
  Admission forgotten;  // destroyed without the lock
  std::lock_guard lock(mutex_);
  auto place =
      std::find_if(waiting_.begin(), waiting_.end(),
                   [&](const Waiting& one) { return one.id == request; });
  if (place == waiting_.end()) return;
  forgotten = std::move(place->admission);
  waiting_.erase(place);
}

ConnectionSlots::Slot ConnectionSlots::take() noexcept {
  std::lock_guard lock(mutex_);
  ++in_use_;
  return Slot(this);
}

std::size_t ConnectionSlots::in_use() const noexcept {
  std::lock_guard lock(mutex_);
  return in_use_;
}

std::size_t ConnectionSlots::parked() const noexcept {
  std::lock_guard lock(mutex_);
  return parked_;
}

void ConnectionSlots::release(bool parked) noexcept {
  {
    std::lock_guard lock(mutex_);
    --in_use_;
    if (parked) --parked_;
  }
  admit_waiting();
}

void ConnectionSlots::admit_waiting() noexcept {
  while (true) {
    Admission admission;
    {
      std::lock_guard lock(mutex_);
      if (waiting_.empty() || in_use_ >= limit_) return;
      admission = std::move(waiting_.front().admission);
      waiting_.pop_front();
      ++in_use_;
    }
    admission(Slot(this));
  }
}

}  // namespace pulsarws
