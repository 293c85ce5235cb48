#include "core/client/operation.h"

#include <utility>

namespace pulsarws {

void Operation::finish(Error error, std::shared_ptr<const Message> message) {
  Finisher finisher;
  undo_ = nullptr;  // what it holds may hold this
  {
    std::lock_guard lock(mutex_);
    if (timer_ != 0) timers_->cancel(timer_);
    timer_ = 0;
    done_ = true;
    error_ = std::move(error);
    message_ = std::move(message);
    finisher = std::move(finisher_);
    ended_.notify_all();
  }
  if (finisher) finisher(error_, message_);
}

bool Operation::complete(Error error) {
  if (!claim()) return false;
  finish(std::move(error));
  return true;
}

bool Operation::abort(Error error) {
  if (!claim()) return false;
  auto undo = std::move(undo_);
  if (undo) undo();
  finish(std::move(error));
  return true;
}

bool Operation::wait(std::optional<TimePoint> deadline) {
  std::unique_lock lock(mutex_);
  auto done = [this] { return done_; };
  if (deadline) return ended_.wait_until(lock, *deadline, done);
  ended_.wait(lock, done);
  return true;
}

void Operation::set_timer(Timers& timers, Timers::Id timer) {
  std::lock_guard lock(mutex_);
  if (done_) {
    timers.cancel(timer);
    return;
  }
  timers_ = &timers;
  timer_ = timer;
}

}  // namespace pulsarws
