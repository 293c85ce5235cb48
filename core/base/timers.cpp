#include "core/base/timers.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/base/never_destroyed.h"
#include "core/platform/threads.h"

namespace pulsarws {
namespace {

class TimerThread final : public Timers {
 public:
  TimerThread() {
    platform::start_detached_thread("pws-timers", [this] { run(); });
  }

  TimePoint now() const noexcept override { return Clock::now(); }

  Id call_at(TimePoint when, std::function<void()> task) override {
    std::lock_guard lock(mutex_);
    Id id = ++last_id_;
    auto place = tasks_.emplace(Key{when, id}, std::move(task)).first;
    due_.emplace(id, when);
    if (place == tasks_.begin()) changed_.notify_one();
    return id;
  }

  void cancel(Id id) noexcept override {
    std::function<void()> forgotten;  // destroyed without the lock
    std::lock_guard lock(mutex_);
    auto due = due_.find(id);
    if (due == due_.end()) return;
    auto task = tasks_.find(Key{due->second, id});
    forgotten = std::move(task->second);
    tasks_.erase(task);
    due_.erase(due);
  }

 private:
  using Key = std::pair<TimePoint, Id>;

  void run() noexcept {
    std::unique_lock lock(mutex_);
    while (true) {
      if (tasks_.empty()) {
        changed_.wait(lock);
        continue;
      }
      auto first = tasks_.begin();
      if (first->first.first > Clock::now()) {
        TimePoint due = first->first.first;
        changed_.wait_until(lock, due);
        continue;
      }
      auto task = std::move(first->second);
      due_.erase(first->first.second);
      tasks_.erase(first);
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, std::function<void()>> tasks_;
  std::unordered_map<Id, TimePoint> due_;
  Id last_id_ = 0;
};

}  // namespace

Timers& process_timers() {
  static NeverDestroyed<TimerThread> timers;
  return *timers;
}

}  // namespace pulsarws
