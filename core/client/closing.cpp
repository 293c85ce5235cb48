#include "core/client/closing.h"

#include <new>
#include <string>
#include <utility>

#include "core/client/endpoint.h"

namespace pulsarws {
namespace {

Error not_settled(Timeout timeout) {
  return error_of(Status::kTimeout, [timeout] {
    return time_is_up("settling everything before the close", timeout);
  });
}

Error callbacks_run(Timeout timeout) {
  return error_of(Status::kTimeout, [timeout] {
    return Error(Status::kTimeout,
                 "it is closed, but a callback was still running after " +
                     std::to_string(timeout) + " ms");
  });
}

}  // namespace

Closing::Closing(const std::vector<std::shared_ptr<Endpoint>>& endpoints,
                 std::shared_ptr<Operation> operation,
                 std::shared_ptr<EventQueue> events, bool are_last)
    : operation_(std::move(operation)),
      events_(std::move(events)),
      are_last_(are_last),
      endpoints_(endpoints.begin(), endpoints.end()) {}

void Closing::begin() {
  for (const auto& weak : endpoints_) {
    auto endpoint = weak.lock();
    if (!endpoint) continue;
    {
      std::lock_guard lock(mutex_);
      ++left_;
    }
    auto closing = std::make_shared<Operation>();
    closing->set_finisher(
        [self = shared_from_this()](const Error& error,
                                    const std::shared_ptr<const Message>&) {
          self->one_done(error);
        });
    endpoint->close(std::move(closing));
  }
  one_done(Error());
}

void Closing::one_done(const Error& error) {
  Error outcome;
  {
    std::lock_guard lock(mutex_);
    if (!first_error_) first_error_ = error.copied();
    if (--left_ > 0) return;
    if (timer_ != 0) timers_->cancel(timer_);
    if (telling_) return;
    outcome = std::move(first_error_);
  }
  // Where another is just ending it: events end behind its own.
  if (!operation_->complete(std::move(outcome))) operation_->wait({});
  if (are_last_) events_->no_more();
}

bool Closing::cut_off() {
  const Error reason = error_of(Status::kClosed, [] {
    return Error(Status::kClosed, "closed before all was settled");
  });
  bool cut = false;
  for (const auto& weak : endpoints_) {
    if (auto endpoint = weak.lock()) cut |= endpoint->cut_off(reason);
  }
  return cut;
}

Error Closing::run(Timeout timeout) {
  const auto deadline = deadline_after(timeout);
  begin();
  bool cut = false;
  if (!operation_->wait(deadline)) {
    cut = cut_off();
    operation_->wait({});  // where one was ending by itself just then
  }
  if (are_last_) events_->no_more();  // one_done may not have come to it yet
  const bool told = events_->wait_until_handed_out(deadline);
  if (cut) return not_settled(timeout);
  if (operation_->error() || told || timeout == 0) return operation_->error();
  return callbacks_run(timeout);
}

void Closing::start(Timers& timers, Timeout timeout) {
  try {
    if (timeout >= 0) {
      std::lock_guard lock(mutex_);
      timers_ = &timers;
      timer_ = timers.call_after(Milliseconds(timeout),
                                 [weak = weak_from_this(), timeout] {
                                   if (auto self = weak.lock()) {
                                     self->end_in_time(timeout);
                                   }
                                 });
    }
    begin();
  } catch (const std::bad_alloc&) {
    operation_->claim();  // the caller hears of it, and nobody else
    throw;
  }
}

void Closing::end_in_time(Timeout timeout) {
  bool telling;
  {
    std::lock_guard lock(mutex_);
    if (left_ == 0) return;
    telling = telling_ = operation_->claim();
  }
  const bool cut = cut_off();
  if (!telling) return;
  operation_->finish(cut ? not_settled(timeout) : Error());
  if (are_last_) events_->no_more();
}

}  // namespace pulsarws
