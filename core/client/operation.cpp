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
    if (event_) {
      event_->error = error_.copied();
      event_->message = message;
      event_->end_of_topic = answer_;
    }
    message_ = std::move(message);
    finisher = std::move(finisher_);
    ended_.notify_all();
  }
  if (finisher) finisher(error_, message_);
  if (event_) events_->push(std::move(event_));
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

void OperationList::append(std::shared_ptr<Operation> operation) noexcept {
  Operation* added = operation.get();
  (last_ ? last_->next_ : first_) = std::move(operation);
  last_ = added;
}

void OperationList::add(std::shared_ptr<Operation> operation, Error error,
                        bool answer) noexcept {
  if (!operation) return;
  operation->outcome_ = {std::move(error), nullptr, answer, false};
  append(std::move(operation));
}

void OperationList::add_claimed(
    std::shared_ptr<Operation> operation, Error error,
    std::shared_ptr<const Message> message) noexcept {
  operation->outcome_ = {std::move(error), std::move(message), false, true};
  append(std::move(operation));
}

void OperationList::finish() noexcept {
  last_ = nullptr;
  for (auto next = std::move(first_); next;) {
    const std::shared_ptr<Operation> operation = std::move(next);
    next = std::move(operation->next_);
    Operation::Outcome outcome = std::move(operation->outcome_);
    if (!outcome.claimed && !operation->claim()) continue;
    operation->set_answer(outcome.answer);
    operation->finish(std::move(outcome.error), std::move(outcome.message));
  }
}

}  // namespace pulsarws
