// What exports another Boost.Asio's symbols to a whole process that it is
// preloaded into.
#include <boost/asio.hpp>

extern "C" int touch_everything() {
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket socket(io);
  boost::asio::ip::tcp::resolver resolver(io);
  boost::asio::steady_timer timer(io);
  timer.async_wait([](boost::system::error_code) {});
  return static_cast<int>(io.poll());
}
