#pragma once

#include <exception>

#include "core/net/io.h"

namespace pulsarws {

// Whether the process or the system has run out of descriptors, memory or
// buffers, which is nobody's fault on the way to a server.
bool is_shortage(const error_code& ec) noexcept;

// The same of an exception: also where a thread could not be started.
bool is_shortage(const std::exception& failed) noexcept;

}  // namespace pulsarws
