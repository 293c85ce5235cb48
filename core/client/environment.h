#pragma once

#include "core/client/client.h"
#include "core/options/options.h"

namespace pulsarws {

// The real world: cpprestsdk's connections, the process's timers and dice.
Environment default_environment(const Options& client_options);

}  // namespace pulsarws
