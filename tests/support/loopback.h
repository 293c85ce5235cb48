#pragma once

#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"

namespace pulsarws::testing {

// The script of `pulsar`, with which consumers also get what producers send.
Script loopback(const PulsarScript& pulsar);

}  // namespace pulsarws::testing
