#include "core/client/timeout.h"

namespace pulsarws {

std::optional<TimePoint> deadline_after(Timeout timeout) {
  if (timeout < 0) return {};
  return Clock::now() + Milliseconds(timeout);
}

Error time_is_up(const std::string& what, Timeout timeout) {
  return Error(Status::kTimeout, what + " was not done within " +
                                     std::to_string(timeout) + " ms");
}

Error wait_for(Operation& operation, Timeout timeout, const std::string& what) {
  if (!operation.wait(deadline_after(timeout)) && operation.claim()) {
    operation.finish(time_is_up(what, timeout));
  }
  operation.wait({});
  return operation.error();
}

Error wait_for_callbacks(Operation& operation, EventQueue& events,
                         Timeout timeout, const std::string& what) {
  const auto deadline = deadline_after(timeout);
  if (Error error = wait_for(operation, timeout, what)) return error;
  if (events.wait_until_handed_out(deadline)) return {};
  return time_is_up(what + " and its callbacks", timeout);
}

}  // namespace pulsarws
