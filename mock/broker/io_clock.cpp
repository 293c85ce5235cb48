#include "mock/broker/io_clock.h"

#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <utility>

namespace pulsarws::mock::broker {

std::int64_t IoClock::now_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void IoClock::later(std::int64_t milliseconds, std::function<void()> what) {
  if (milliseconds <= 0) return boost::asio::post(io_, std::move(what));
  const auto timer = std::make_shared<IoTimer>(io_.get_executor());
  timer->expires_after(std::chrono::milliseconds(milliseconds));
  timer->async_wait([timer, what = std::move(what)](const error_code& error) {
    if (!error) what();
  });
}

}  // namespace pulsarws::mock::broker
