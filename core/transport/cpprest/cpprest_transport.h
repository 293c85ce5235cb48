#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/base/timers.h"
#include "core/transport/transport.h"

namespace pulsarws {

struct CpprestSettings {
  std::string user_agent = "pulsarws";
  // Whether cpprestsdk's tasks may run on a scheduler of ours, for the whole
  // process. Without it all works, only slower, and the process cannot end
  // while a connection is parked: cpprestsdk's own threads are joined at exit.
  // A program that sets pplx's ambient scheduler itself after the first
  // connection must turn it off.
  bool ambient_scheduler = true;
  // How many connections that cpprestsdk cannot release a process may carry
  // along before new attempts wait. The largest number that was asked for
  // counts.
  std::size_t max_parked_connections = 8;
};

// A connection through cpprestsdk's websocket_callback_client. One that is
// destroyed before its end is given up, as by abandon(). `timers` must live as
// long as the process.
std::shared_ptr<Transport> make_cpprest_transport(
    const CpprestSettings& settings, Timers& timers);

}  // namespace pulsarws
