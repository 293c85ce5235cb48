#include "core/platform/new_tcp_connection.h"

namespace pulsarws::platform {

// The system does not list a process's sockets.
NewTcpConnection::NewTcpConnection(std::uint16_t remote_port)
    : remote_port_(remote_port) {}
NewTcpConnection::~NewTcpConnection() = default;
void NewTcpConnection::opened() noexcept {}

}  // namespace pulsarws::platform
