#include "core/client/environment.h"

#include <string>
#include <utility>

#include "core/options/option_keys.h"
#include "core/transport/transports.h"

namespace pulsarws {

Result<Environment> default_environment(const Options& client_options) {
  TransportSettings settings;
  settings.user_agent = "pulsarws/" PULSARWS_VERSION;
  settings.ambient_scheduler =
      client_options[client_option::kAmbientScheduler] == AmbientScheduler::kOn;
  settings.max_parked_connections =
      client_options[client_option::kMaxParkedConnections];
  settings.io_threads =
      static_cast<std::size_t>(client_options[client_option::kIoThreads]);
  settings.largest_message =
      client_options[client_option::kMaxReceivedFrameSize];
  settings.compression = client_options[client_option::kPerMessageDeflate];

  Environment environment;
  environment.randomness = process_randomness();
  environment.transport_name = default_transport();
  if (auto asked = client_options.get("transport"); asked && *asked) {
    environment.transport_name = *asked;
  }
  if (Error wrong = check_transport(environment.transport_name)) return wrong;
  environment.timers = &process_timers();
  auto factory = make_transport_factory(environment.transport_name, settings,
                                        *environment.timers);
  if (!factory) return factory.error();
  environment.transport = std::move(*factory);
  environment.parked_connections = parked_connections;
  return environment;
}

}  // namespace pulsarws
