#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <utility>

#include "core/net/io.h"

namespace pulsarws::mock {

// A client's TCP connection, with or without TLS over it.
class Stream {
 public:
  using Tls = boost::asio::ssl::stream<Socket>;
  using executor_type = IoContext::executor_type;

  // Without `tls` plain.
  Stream(Socket socket, boost::asio::ssl::context* tls)
      : plain_(std::move(socket)) {
    if (tls) tls_ = std::make_unique<Tls>(std::move(plain_), *tls);
  }

  Tls* tls() { return tls_.get(); }
  Socket& socket() { return tls_ ? tls_->next_layer() : plain_; }
  executor_type get_executor() { return socket().get_executor(); }

  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) {
      tls_->async_read_some(buffers, std::forward<Handler>(handler));
    } else {
      plain_.async_read_some(buffers, std::forward<Handler>(handler));
    }
  }

  template <typename Buffers, typename Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) {
      tls_->async_write_some(buffers, std::forward<Handler>(handler));
    } else {
      plain_.async_write_some(buffers, std::forward<Handler>(handler));
    }
  }

 private:
  Socket plain_;  // moved from with TLS
  std::unique_ptr<Tls> tls_;
};

}  // namespace pulsarws::mock
