#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/client/operation.h"
#include "core/events/event_list.h"
#include "core/transport/transport.h"

namespace pulsarws {

// What is to be done once an endpoint's lock is released, in this order. To add
// to it needs no memory.
struct Later {
  EventList events;          // to be told
  EventList unheard;         // of messages that nobody hears of: to be logged
  std::string warning;       // to be logged; empty: none
  bool close = false;        // the endpoint
  OperationList operations;  // to be ended
  std::shared_ptr<FrameWaker> waker;  // frames are to be pulled
  std::uint64_t out_of_memory = 0;    // the connection that fails for that
  Error cut_off;                      // why the endpoint ends; kOk: it does not
  bool close_session = false;

  // Only let go of: their ends are code of the application.
  std::shared_ptr<EventHandler> state_handler;
  std::shared_ptr<EventHandler> handlers[2];
  std::unique_ptr<Event> word;
};

}  // namespace pulsarws
