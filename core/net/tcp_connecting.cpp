#include "core/net/tcp_connecting.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "core/platform/tcp_socket.h"

namespace pulsarws {

using boost::asio::ip::tcp;

std::shared_ptr<TcpConnecting> TcpConnecting::start(IoContext& io,
                                                    Addresses addresses,
                                                    std::uint16_t port,
                                                    Done done) {
  auto self = std::make_shared<TcpConnecting>(Key{}, io, std::move(addresses),
                                              port, std::move(done));
  boost::asio::post(io, [self] { self->begin_next(); });
  return self;
}

TcpConnecting::TcpConnecting(Key, IoContext& io, Addresses addresses,
                             std::uint16_t port, Done done)
    : io_(io),
      addresses_(std::move(addresses)),
      port_(port),
      done_(std::move(done)),
      head_start_(io) {}

void TcpConnecting::begin_next() {
  if (!done_) return;
  while (next_ < addresses_.size()) {
    if (!begin(addresses_[next_++])) continue;
    if (next_ == addresses_.size()) return;
    head_start_.expires_after(kHeadStart);
    head_start_.async_wait([self = shared_from_this()](error_code ec) {
      if (!ec) self->begin_next();
    });
    return;
  }
  if (under_way_.empty()) finish(last_failure_, std::nullopt);
}

bool TcpConnecting::begin(const boost::asio::ip::address& address) {
  std::error_code failed;
  const std::int64_t native = platform::new_tcp_socket(address.is_v6(), failed);
  if (native < 0) {
    last_failure_ =
        error_code(failed.value(), boost::system::system_category());
    return false;
  }
  auto socket = std::make_shared<Socket>(io_);
  error_code ec;
  socket->assign(address.is_v6() ? tcp::v6() : tcp::v4(),
                 static_cast<Socket::native_handle_type>(native), ec);
  if (ec) {
    last_failure_ = ec;
    return false;
  }
  under_way_.push_back(socket);
  socket->async_connect(tcp::endpoint(address, port_),
                        [self = shared_from_this(), socket](error_code result) {
                          self->attempt_ended(socket, result);
                        });
  return true;
}

void TcpConnecting::attempt_ended(const std::shared_ptr<Socket>& socket,
                                  error_code ec) {
  if (!done_) return;
  under_way_.erase(std::remove(under_way_.begin(), under_way_.end(), socket),
                   under_way_.end());
  if (ec) {
    last_failure_ = ec;
    head_start_.cancel();
    begin_next();
    return;
  }
  // Small frames must not wait for the peer's delayed acknowledgement.
  error_code ignored;
  socket->set_option(tcp::no_delay(true), ignored);
  finish(ec, std::move(*socket));
}

void TcpConnecting::finish(error_code ec, std::optional<Socket> socket) {
  Done done = std::move(done_);
  cancel();
  if (done) done(ec, std::move(socket));
}

void TcpConnecting::cancel() noexcept {
  done_ = nullptr;
  error_code ignored;
  head_start_.cancel(ignored);
  for (auto& socket : under_way_) socket->close(ignored);
  under_way_.clear();
}

}  // namespace pulsarws
