#include "core/client/opening.h"

#include <string>
#include <utility>

#include "core/client/endpoint.h"

namespace pulsarws {
namespace {

// The last failure, where there was one, says more than that the time is up.
Error not_open(const Endpoint& endpoint, Timeout timeout) {
  const std::string sentence = endpoint.description() +
                               " was not open within " +
                               std::to_string(timeout) + " ms: ";
  Error last = endpoint.last_error();
  if (!last) {
    return Error(Status::kConnectTimeout,
                 sentence + endpoint.whom_it_waits_for() + " not answered yet");
  }
  last.message = sentence + "last: " + last.message;
  return last;
}

}  // namespace

Error open_and_wait(const std::shared_ptr<Endpoint>& endpoint,
                    Timeout timeout) {
  auto opening = std::make_shared<Operation>();
  endpoint->open(opening);
  if (!opening->wait(deadline_after(timeout)) && opening->claim()) {
    opening->finish(not_open(*endpoint, timeout));
  }
  opening->wait({});
  if (opening->error()) endpoint->cut_off(opening->error());
  return opening->error();
}

std::uint64_t open_async(Operations& operations, OperationEvent event,
                         Timeout timeout) {
  auto endpoint = event.endpoint;
  std::weak_ptr<Endpoint> weak = endpoint;
  auto too_late = [weak, timeout] {
    auto one = weak.lock();
    return one ? not_open(*one, timeout) : time_is_up("opening", timeout);
  };
  auto give_up = [weak] {
    if (auto one = weak.lock()) {
      one->cut_off(error_of(Status::kClosed, [] {
        return Error(Status::kClosed, "opening it was given up");
      }));
    }
  };
  auto begun = operations.begin(std::move(event), timeout, std::move(too_late),
                                std::move(give_up));
  endpoint->open(begun.operation);
  return begun.number;
}

}  // namespace pulsarws
