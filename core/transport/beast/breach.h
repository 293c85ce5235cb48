#pragma once

#include <string>

#include "core/net/io.h"

namespace pulsarws {

// What a server did, where Beast's stream says that it broke the protocol.
std::string breach_in(const error_code& why);

}  // namespace pulsarws
