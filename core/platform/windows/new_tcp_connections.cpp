#include "core/platform/new_tcp_connections.h"

namespace pulsarws::platform {

// The system does not list a process's sockets.
NewTcpConnections::NewTcpConnections() = default;
void NewTcpConnections::send_at_once(std::uint16_t) const noexcept {}

}  // namespace pulsarws::platform
