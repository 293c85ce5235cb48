#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "core/base/timers.h"

namespace pulsarws {

// Boost.Asio as it is used here: one thread runs an IoContext, and all that
// belongs to it is touched by that thread alone, so its executor needs no
// erasure of its type.
using IoContext = boost::asio::io_context;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                IoContext::executor_type>;
using IoTimer =
    boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>,
                                      IoContext::executor_type>;
using IoWork = boost::asio::executor_work_guard<IoContext::executor_type>;
using boost::system::error_code;

}  // namespace pulsarws
