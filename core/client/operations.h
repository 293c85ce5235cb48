#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/base/timers.h"
#include "core/client/operation.h"
#include "core/client/timeout.h"
#include "core/events/event.h"
#include "core/events/event_queue.h"

namespace pulsarws {

class Endpoint;

// What the event that ends an operation says, and who hears of it.
struct OperationEvent {
  EventType type = EventType::kOpened;
  std::shared_ptr<EventHandler> handler;
  std::shared_ptr<EventSource> client;
  std::shared_ptr<Endpoint> endpoint;  // null: about the client itself
};

// One that was begun, and the number by which it is cancelled.
struct AsyncOperation {
  std::uint64_t number = 0;
  std::shared_ptr<Operation> operation;
};

// A client's operations whose end is told by an event. Each keeps the client
// alive, and so this, until it has ended.
class Operations {
 public:
  Operations(EventQueue& events, Timers& timers)
      : events_(events), timers_(timers) {}

  // `undo`, which may be null, is what cancelling takes back.
  AsyncOperation begin(OperationEvent event,
                       std::function<void()> undo = nullptr);

  // One that also ends by itself, after `timeout`, with what `too_late` says
  // then; such an end is undone as well.
  AsyncOperation begin(OperationEvent event, Timeout timeout,
                       std::function<Error()> too_late,
                       std::function<void()> undo);

  // Ends it with kCancelled, if it is still under way.
  void cancel(std::uint64_t number);

 private:
  void forget(std::uint64_t number) noexcept;

  EventQueue& events_;
  Timers& timers_;

  std::atomic<std::uint64_t> last_number_{0};

  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::weak_ptr<Operation>> operations_;
};

}  // namespace pulsarws
