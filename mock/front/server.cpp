#include "mock/front/server.h"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/system/system_error.hpp>

#include "mock/front/tls_context.h"

namespace pulsarws::mock {
namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;

// Ended connections are forgotten when so many are known.
constexpr std::size_t kManyConnections = 64;

}  // namespace

Server::Server(IoContext& io, const Settings& settings, Front& front)
    : io_(io),
      front_(front),
      limits_{settings.max_frame_size,
              std::chrono::seconds(settings.idle_seconds)},
      plain_acceptor_(listen(settings.port)) {
  if (!settings.tls_port) return;
  tls_ = std::make_unique<asio::ssl::context>(make_tls_context(settings));
  tls_acceptor_ = std::make_unique<Acceptor>(listen(*settings.tls_port));
}

Server::~Server() = default;

Server::Acceptor Server::listen(std::uint16_t port) {
  Acceptor acceptor(io_.get_executor());
  acceptor.open(tcp::v4());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  acceptor.bind({asio::ip::address_v4::loopback(), port});
  acceptor.listen();
  return acceptor;
}

std::vector<std::string> Server::urls() const {
  const auto url = [](const char* scheme, const Acceptor& acceptor) {
    return std::string(scheme) +
           "://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  };
  std::vector<std::string> urls = {url("ws", plain_acceptor_)};
  if (tls_acceptor_) urls.push_back(url("wss", *tls_acceptor_));
  return urls;
}

void Server::start() {
  accept(plain_acceptor_, nullptr);
  if (tls_acceptor_) accept(*tls_acceptor_, tls_.get());
}

void Server::accept(Acceptor& acceptor, asio::ssl::context* tls) {
  acceptor.async_accept(
      [this, &acceptor, tls](const error_code& error, Socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
          const auto connection = std::make_shared<Connection>(
              Stream(std::move(socket), tls), front_, limits_);
          if (connections_.size() % kManyConnections == kManyConnections - 1) {
            const auto ended = [](const auto& one) { return one.expired(); };
            connections_.erase(
                std::remove_if(connections_.begin(), connections_.end(), ended),
                connections_.end());
          }
          connections_.push_back(connection);
          connection->start();
        }
        accept(acceptor, tls);
      });
}

void Server::reset_all() {
  for (const auto& known : connections_) {
    if (const auto connection = known.lock()) connection->reset();
  }
}

void Server::reset_websockets() {
  for (const auto& known : connections_) {
    const auto connection = known.lock();
    if (connection && connection->is_websocket()) connection->reset();
  }
}

void Server::stop() {
  error_code ignored;
  plain_acceptor_.close(ignored);
  if (tls_acceptor_) tls_acceptor_->close(ignored);
  reset_all();
}

}  // namespace pulsarws::mock
