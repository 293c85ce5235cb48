#include "manual_timers.h"

namespace pulsarws::testing {

TimePoint ManualTimers::now() const noexcept {
  std::lock_guard lock(mutex_);
  return now_;
}

Timers::Id ManualTimers::call_at(TimePoint when, std::function<void()> task) {
  std::lock_guard lock(mutex_);
  Id id = ++last_id_;
  tasks_.emplace(std::pair(when, id), std::move(task));
  return id;
}

void ManualTimers::cancel(Id id) noexcept {
  std::function<void()> forgotten;  // destroyed without the lock
  std::lock_guard lock(mutex_);
  for (auto task = tasks_.begin(); task != tasks_.end(); ++task) {
    if (task->first.second != id) continue;
    forgotten = std::move(task->second);
    tasks_.erase(task);
    return;
  }
}

void ManualTimers::advance(Milliseconds time) {
  std::unique_lock lock(mutex_);
  const TimePoint end = now_ + time;
  while (!tasks_.empty() && tasks_.begin()->first.first <= end) {
    auto first = tasks_.begin();
    if (first->first.first > now_) now_ = first->first.first;
    auto task = std::move(first->second);
    tasks_.erase(first);
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
  if (end > now_) now_ = end;
}

std::size_t ManualTimers::waiting() const {
  std::lock_guard lock(mutex_);
  return tasks_.size();
}

std::optional<Milliseconds> ManualTimers::until_next() const {
  std::lock_guard lock(mutex_);
  if (tasks_.empty()) return {};
  return std::chrono::duration_cast<Milliseconds>(tasks_.begin()->first.first -
                                                  now_);
}

}  // namespace pulsarws::testing
