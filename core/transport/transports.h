#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/timers.h"
#include "core/transport/transport.h"

// The one place that knows which transports this library was built with.
namespace pulsarws {

struct TransportSettings {
  std::string user_agent = "pulsarws";
  // cpprest: whether cpprestsdk's tasks may run on a scheduler of ours, for the
  // whole process.
  bool ambient_scheduler = true;
  // cpprest: how many connections that cannot be released a process may carry
  // along before new attempts wait. The largest number that was asked for
  // counts.
  std::size_t max_parked_connections = 8;
  // beast: as in BeastSettings.
  std::size_t io_threads = 1;
  std::size_t largest_message = 32 << 20;
  bool compression = false;
};

// Their names, separated by spaces, the default first. Static.
const char* transport_names() noexcept;
std::string_view default_transport() noexcept;

// kNotSupported where there is no transport of that name.
Error check_transport(std::string_view name);

// What makes connections by the transport of that name, for one client.
// kNotSupported where it is not built in. `timers` must live as long as the
// process.
Result<TransportFactory> make_transport_factory(
    std::string_view name, const TransportSettings& settings, Timers& timers);

// Connections of this process that have ended for their owners but whose
// sockets and threads have not been released, not yet or never.
std::size_t parked_connections() noexcept;

}  // namespace pulsarws
