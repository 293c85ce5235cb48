#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/net/io.h"
#include "mock/front/connection.h"
#include "mock/front/front.h"
#include "mock/front/settings.h"

namespace pulsarws::mock {

// Listens on 127.0.0.1 and gives each client a connection.
class Server {
 public:
  // Throws boost::system::system_error where a port cannot be had, UsageError
  // where a file is not what it should be.
  Server(IoContext& io, const Settings& settings, Front& front);
  ~Server();

  // "ws://127.0.0.1:8080", and one with wss:// where there is TLS.
  std::vector<std::string> urls() const;

  void start();
  // No connection is left, and no one gets a new one.
  void stop();
  // Resets all connections.
  void reset_all();
  // Not those that are HTTP alone.
  void reset_websockets();

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                      IoContext::executor_type>;

  Acceptor listen(std::uint16_t port);
  void accept(Acceptor& acceptor, boost::asio::ssl::context* tls);

  IoContext& io_;
  Front& front_;
  const ConnectionLimits limits_;
  std::unique_ptr<boost::asio::ssl::context> tls_;
  Acceptor plain_acceptor_;
  std::unique_ptr<Acceptor> tls_acceptor_;
  std::vector<std::weak_ptr<Connection>> connections_;
};

}  // namespace pulsarws::mock
