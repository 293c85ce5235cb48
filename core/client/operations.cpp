#include "core/client/operations.h"

#include <utility>

#include "core/client/endpoint.h"

namespace pulsarws {

AsyncOperation Operations::begin(OperationEvent told) {
  auto operation = std::make_shared<Operation>();
  std::uint64_t number;
  {
    std::lock_guard lock(mutex_);
    number = ++last_number_;
    operations_.emplace(number, operation);
  }
  operation->set_finisher(
      [this, number, told = std::move(told), answered = operation.get()](
          const Error& error, std::shared_ptr<const Message> message) {
        forget(number);
        Event event;
        event.type = told.type;
        event.error = error;
        event.operation = number;
        event.handler = told.handler;
        event.client = told.client;
        event.message = std::move(message);
        event.end_of_topic = answered->answer();
        if (told.endpoint) told.endpoint->sign(event);
        events_.push(std::move(event));
      });
  return {number, std::move(operation)};
}

AsyncOperation Operations::begin(OperationEvent told, Timeout timeout,
                                 std::function<Error()> too_late,
                                 std::function<void()> undo) {
  AsyncOperation begun = begin(std::move(told));
  begun.operation->set_undo(std::move(undo));
  if (timeout < 0) return begun;
  auto end = [weak = std::weak_ptr(begun.operation),
              too_late = std::move(too_late)] {
    if (auto operation = weak.lock()) operation->abort(too_late());
  };
  begun.operation->set_timer(
      timers_, timers_.call_after(Milliseconds(timeout), std::move(end)));
  return begun;
}

void Operations::cancel(std::uint64_t number) {
  std::shared_ptr<Operation> operation;
  {
    std::lock_guard lock(mutex_);
    auto found = operations_.find(number);
    if (found == operations_.end()) return;
    operation = found->second.lock();
  }
  if (operation) {
    operation->abort(Error(Status::kCancelled, "the operation was cancelled"));
  }
}

void Operations::forget(std::uint64_t number) noexcept {
  std::lock_guard lock(mutex_);
  operations_.erase(number);
}

}  // namespace pulsarws
