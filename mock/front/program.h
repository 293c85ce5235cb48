#pragma once

#include "core/net/io.h"
#include "mock/front/admin_port.h"
#include "mock/front/broker_port.h"
#include "mock/front/settings.h"

namespace pulsarws::mock {

// Serves on `io` until the program is to end: by SIGTERM or SIGINT, or with its
// standard input, where that is a pipe. Says on standard output when it is
// ready.
void serve(IoContext& io, const Settings& settings, BrokerPort& broker,
           AdminPort& admin);

}  // namespace pulsarws::mock
