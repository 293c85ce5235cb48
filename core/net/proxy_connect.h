#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/transport/transport.h"

namespace pulsarws {

// Has the request's proxy connect to its server (HTTP's CONNECT, with Basic
// where there is a user): what is written to the socket then arrives there.
// kProxy with what is wrong, and the proxy's HTTP status. Blocks until then or
// `deadline`, and longer where a name server hangs. `io` must be idle.
Result<boost::asio::ip::tcp::socket> connect_through_proxy(
    boost::asio::io_context& io, const ConnectRequest& request,
    const std::string& user_agent, TimePoint deadline);

}  // namespace pulsarws
