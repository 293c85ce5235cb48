#pragma once

#include "core/base/timers.h"

namespace pulsarws {

// Makes a scheduler of ours the one that runs cpprestsdk's tasks, once for the
// process. Where the program has set one already, or has used cpprestsdk's
// own, that one stays.
// `timers` must live as long as the process.
void install_task_scheduler(Timers& timers) noexcept;

// While it lives, the tasks that this thread schedules run at once and on this
// thread, if the scheduler is ours: a send() then costs no change of threads.
class InlineTasks {
 public:
  InlineTasks() noexcept;
  ~InlineTasks();
  InlineTasks(const InlineTasks&) = delete;
  InlineTasks& operator=(const InlineTasks&) = delete;
};

}  // namespace pulsarws
