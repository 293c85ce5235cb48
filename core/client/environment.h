#pragma once

#include "core/client/client.h"
#include "core/options/options.h"

namespace pulsarws {

// The real world: a transport's connections, the process's timers and dice.
// kNotSupported where the transport that is asked for is not built in.
Result<Environment> default_environment(const Options& client_options);

}  // namespace pulsarws
