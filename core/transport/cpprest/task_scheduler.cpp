#include "core/transport/cpprest/task_scheduler.h"

#include <pplx/pplx.h>
#include <pplx/pplxinterface.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

#include "core/base/never_destroyed.h"
#include "core/platform/threads.h"

namespace pulsarws {
namespace {

thread_local bool inline_tasks = false;

// As many threads as there are tasks under way. There can be no limit: the task
// with which cpprestsdk ends a connection joins the connection's thread and may
// hang for ever, and those behind it must not wait for it.
class ElasticScheduler final : public pplx::scheduler_interface {
 public:
  explicit ElasticScheduler(Timers& timers) : timers_(timers) {}

  void schedule(pplx::TaskProc_t run, void* argument) override {
    if (inline_tasks) {
      run(argument);
      return;
    }
    {
      std::lock_guard lock(mutex_);
      tasks_.push_back({run, argument});
      if (tasks_.size() <= idle_ + starting_) {
        work_.notify_one();
        return;
      }
      ++starting_;
    }
    if (!start_thread()) try_again_later();
  }

 private:
  static constexpr std::chrono::seconds kIdleTime{2};
  static constexpr Milliseconds kBeforeNextTry{100};

  struct Task {
    pplx::TaskProc_t run;
    void* argument;
  };

  // Whether there was one to be had; it counts as starting already.
  bool start_thread() noexcept {
    try {
      platform::start_detached_thread("pws-task", [this] { work(); });
      return true;
    } catch (const std::exception&) {
      std::lock_guard lock(mutex_);
      --starting_;
      return false;
    }
  }

  // The task stays queued: for the thread that comes free next, or for one that
  // can be had later. Nobody else may ever come by.
  void try_again_later() noexcept {
    {
      std::lock_guard lock(mutex_);
      if (std::exchange(trying_again_, true)) return;
    }
    try {
      timers_.call_after(kBeforeNextTry, [this] { try_again(); });
    } catch (const std::exception&) {
      std::lock_guard lock(mutex_);
      trying_again_ = false;
    }
  }

  void try_again() noexcept {
    while (true) {
      {
        std::lock_guard lock(mutex_);
        trying_again_ = false;
        if (tasks_.size() <= idle_ + starting_) return;
        ++starting_;
      }
      if (!start_thread()) {
        try_again_later();
        return;
      }
    }
  }

  void work() noexcept {
    std::unique_lock lock(mutex_);
    --starting_;
    while (true) {
      while (!tasks_.empty()) {
        Task task = tasks_.front();
        tasks_.pop_front();
        lock.unlock();
        task.run(task.argument);
        lock.lock();
      }
      ++idle_;
      bool found =
          work_.wait_for(lock, kIdleTime, [this] { return !tasks_.empty(); });
      --idle_;
      if (!found) return;
    }
  }

  Timers& timers_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Task> tasks_;
  std::size_t idle_ = 0;      // a thread counts until it has taken its task
  std::size_t starting_ = 0;  // started, and not yet at its first task
  bool trying_again_ = false;
};

}  // namespace

void install_task_scheduler(Timers& timers) noexcept {
  // pplx drops its reference at exit, while our threads may still schedule.
  static NeverDestroyed<std::shared_ptr<ElasticScheduler>> scheduler =
      [&timers] {
        auto made = std::make_shared<ElasticScheduler>(timers);
        try {
          pplx::set_ambient_scheduler(made);
        } catch (const std::exception&) {
          // pplx has another one already.
        }
        return NeverDestroyed<std::shared_ptr<ElasticScheduler>>(
            std::move(made));
      }();
  static_cast<void>(scheduler);
}

InlineTasks::InlineTasks() noexcept { inline_tasks = true; }
InlineTasks::~InlineTasks() { inline_tasks = false; }

}  // namespace pulsarws
