#pragma once

#include <cstddef>
#include <memory>

#include "core/events/event.h"
#include "core/events/event_queue.h"
#include "core/observation/log.h"
#include "core/observation/waiting_lines.h"

namespace pulsarws {

// A sink of a client's log that makes an event of each line. Where the reader
// does not keep up, lines are dropped, and the next one says how many.
class LogEvents {
 public:
  // Keeps the queue and the handler alive, but not the client.
  LogEvents(std::weak_ptr<EventSource> client,
            std::shared_ptr<EventQueue> events,
            std::shared_ptr<EventHandler> handler);

  // One call at a time, as Log does it.
  void write(LogEntry entry);

 private:
  static constexpr std::size_t kMostWaiting = 1000;

  const std::weak_ptr<EventSource> client_;
  const std::shared_ptr<EventQueue> events_;
  const std::shared_ptr<EventHandler> handler_;
  WaitingLines waiting_;
  std::size_t dropped_ = 0;
};

}  // namespace pulsarws
