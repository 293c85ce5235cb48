#include "core/client/environment.h"

#include "core/options/option_keys.h"
#include "core/platform/fork_guard.h"
#include "core/transport/cpprest/connection_slots.h"
#include "core/transport/cpprest/cpprest_transport.h"

namespace pulsarws {

Environment default_environment(const Options& client_options) {
  platform::watch_forks();
  CpprestSettings settings;
  settings.user_agent = "pulsarws/" PULSARWS_VERSION;
  settings.ambient_scheduler =
      client_options[client_option::kAmbientScheduler] == AmbientScheduler::kOn;
  settings.max_parked_connections =
      client_options[client_option::kMaxParkedConnections];

  Environment environment;
  environment.timers = &process_timers();
  environment.randomness = process_randomness();
  environment.transport = [settings, timers = environment.timers] {
    return make_cpprest_transport(settings, *timers);
  };
  environment.parked_connections = [] {
    return ConnectionSlots::of_process().parked();
  };
  return environment;
}

}  // namespace pulsarws
