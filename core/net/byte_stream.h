#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <utility>

#include "core/net/client_tls.h"
#include "core/net/io.h"
#include "core/net/tls_verdict.h"

namespace pulsarws {

// A connected TCP socket, with or without TLS over it: an AsyncStream of
// Boost's. Whoever closes it does so while no operation is begun.
class ByteStream {
 public:
  using executor_type = IoContext::executor_type;
  using TlsStream = boost::asio::ssl::stream<Socket>;

  explicit ByteStream(Socket socket) : plain_(std::move(socket)) {}

  // From now on with TLS; the handshake is the caller's. The server is
  // asked for by its name, where it has one.
  void add_tls(std::shared_ptr<const ClientTls::Context> context,
               const ClientTls& tls, const Route& route);

  TlsStream* tls() noexcept { return tls_.get(); }
  // Null without TLS.
  TlsVerdict* verdict() noexcept { return verdict_.get(); }
  Socket& socket() noexcept { return tls_ ? tls_->next_layer() : plain_; }
  executor_type get_executor() noexcept { return socket().get_executor(); }

  void close() noexcept {
    error_code ignored;
    socket().close(ignored);
  }

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
  // In the order in which one uses the one before.
  std::shared_ptr<const ClientTls::Context> context_;
  std::unique_ptr<TlsVerdict> verdict_;
  std::unique_ptr<TlsStream> tls_;
};

}  // namespace pulsarws
