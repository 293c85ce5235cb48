#include "core/transport/cpprest/task_scheduler.h"

#include <pplx/pplx.h>
#include <pplx/pplxinterface.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <system_error>

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
    try {
      platform::start_detached_thread("pws-task", [this] { work(); });
    } catch (const std::exception&) {
      // The task stays queued for the thread that comes free next.
      std::lock_guard lock(mutex_);
      --starting_;
    }
  }

 private:
  static constexpr std::chrono::seconds kIdleTime{2};

  struct Task {
    pplx::TaskProc_t run;
    void* argument;
  };

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

  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Task> tasks_;
  std::size_t idle_ = 0;      // a thread counts until it has taken its task
  std::size_t starting_ = 0;  // started, and not yet at its first task
};

}  // namespace

void install_task_scheduler() noexcept {
  // pplx drops its reference at exit, while our threads may still schedule.
  static NeverDestroyed<std::shared_ptr<ElasticScheduler>> scheduler = [] {
    auto made = std::make_shared<ElasticScheduler>();
    try {
      pplx::set_ambient_scheduler(made);
    } catch (const std::exception&) {
      // pplx has another one already.
    }
    return NeverDestroyed<std::shared_ptr<ElasticScheduler>>(std::move(made));
  }();
  static_cast<void>(scheduler);
}

InlineTasks::InlineTasks() noexcept { inline_tasks = true; }
InlineTasks::~InlineTasks() { inline_tasks = false; }

}  // namespace pulsarws
