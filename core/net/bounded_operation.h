#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/system/error_code.hpp>

#include "core/base/timers.h"

namespace pulsarws {

// Starts an operation of Boost's on a beast::tcp_stream, or a stream over one,
// and runs it to its end or to the deadline: beast::error::timeout then.
// Nothing else may run in `io`.
template <typename Start, typename Stream>
boost::system::error_code run_until(TimePoint deadline,
                                    boost::asio::io_context& io, Stream& stream,
                                    Start&& start) {
  boost::system::error_code result;
  boost::beast::get_lowest_layer(stream).expires_at(deadline);
  start([&result](boost::system::error_code ec, auto&&...) { result = ec; });
  io.restart();
  io.run();
  return result;
}

}  // namespace pulsarws
