#include "core/client/operations.h"

#include <new>
#include <utility>

#include "core/client/endpoint.h"

namespace pulsarws {

AsyncOperation Operations::begin(OperationEvent told,
                                 std::function<void()> undo) {
  auto operation = std::make_shared<Operation>();
  const std::uint64_t number = ++last_number_;
  auto event = std::make_unique<Event>();
  event->type = told.type;
  event->handler = std::move(told.handler);
  event->client = std::move(told.client);
  event->source = std::move(told.endpoint);
  event->operation = number;
  operation->set_event(std::move(event), events_.shared_from_this());
  operation->set_finisher(
      [this, number](const Error&, const std::shared_ptr<const Message>&) {
        forget(number);
      });
  operation->set_undo(std::move(undo));
  // Only now that it is whole: who guesses its number may cancel it.
  std::lock_guard lock(mutex_);
  operations_.emplace(number, operation);
  return {number, std::move(operation)};
}

AsyncOperation Operations::begin(OperationEvent told, Timeout timeout,
                                 std::function<Error()> too_late,
                                 std::function<void()> undo) {
  AsyncOperation begun = begin(std::move(told), std::move(undo));
  if (timeout < 0) return begun;
  try {
    auto end = [weak = std::weak_ptr(begun.operation),
                too_late = std::move(too_late)] {
      auto operation = weak.lock();
      if (operation)
        operation->abort(
            error_of(Status::kTimeout, [&] { return too_late(); }));
    };
    begun.operation->set_timer(
        timers_, timers_.call_after(Milliseconds(timeout), std::move(end)));
  } catch (const std::bad_alloc&) {
    forget(begun.number);  // the caller hears of it, and nobody else
    throw;
  }
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
