#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/client/operation.h"
#include "core/client/timeout.h"
#include "core/events/event_queue.h"

namespace pulsarws {

class Endpoint;

// A close under way: of one endpoint, or of a client with all that it has,
// after which there are no more events. Its operation ends when all is closed
// and told: what is waited for in run are the callbacks, too.
class Closing : public std::enable_shared_from_this<Closing> {
 public:
  // `are_last`: the client goes with them, and there are no events any more.
  Closing(const std::vector<std::shared_ptr<Endpoint>>& endpoints,
          std::shared_ptr<Operation> operation,
          std::shared_ptr<EventQueue> events, bool are_last);

  // Closes, and waits; what is not settled in time is cut off.
  Error run(Timeout timeout);

  // The same without waiting. The time limit is the close's, not its
  // operation's: cancelling the operation only means to hear no more of the
  // close, which goes on, and is cut off when its time is up.
  void start(Timers& timers, Timeout timeout);

 private:
  void begin();
  void one_done(const Error& error);
  void end_in_time(Timeout timeout);
  // Whether there was something to cut off.
  bool cut_off();

  const std::shared_ptr<Operation> operation_;
  const std::shared_ptr<EventQueue> events_;
  const bool are_last_;
  // Not kept alive: one that is gone has ended.
  const std::vector<std::weak_ptr<Endpoint>> endpoints_;

  std::mutex mutex_;
  std::size_t left_ = 1;  // by mutex_; the one is begin's own
  Error first_error_;     // by mutex_
  bool telling_ = false;  // by mutex_: end_in_time is to finish operation_
  Timers::Id timer_ = 0;  // by mutex_
  Timers* timers_ = nullptr;
};

}  // namespace pulsarws
