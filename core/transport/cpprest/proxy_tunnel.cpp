#include "core/transport/cpprest/proxy_tunnel.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

#include "core/net/opening.h"
#include "core/net/shortage.h"
#include "core/platform/tcp_socket.h"
#include "core/platform/threads.h"
#include "core/wire/base64.h"

namespace pulsarws {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds kLastBytes{1};
constexpr std::size_t kBlock = 64 * 1024;

std::string random_password() {
  std::array<unsigned char, 24> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("no random bytes");
  }
  return wire::encode_base64(
      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

// All but the constructor and cut() happens on the relay's thread. What waits
// for the network keeps the relay; when nothing does, the thread ends.
class ProxyTunnel::Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(std::unique_ptr<asio::io_context> io, tcp::socket proxy)
      : io_(std::move(io)),
        acceptor_(*io_),
        proxy_(std::move(proxy)),
        client_(*io_),
        cut_timer_(*io_) {
    listen();
    entrance_.host = "127.0.0.1";
    entrance_.port = acceptor_.local_endpoint().port();
    entrance_.user = "pulsarws";
    entrance_.password = random_password();
    authorization_ = "Basic " + wire::encode_base64(entrance_.user + ":" +
                                                    entrance_.password);
  }

  void start() {
    accept();
    try {
      platform::start_detached_thread(
          "pws-tunnel", [self = shared_from_this()] { self->run(); });
    } catch (...) {
      run_without_thread();
      throw;
    }
  }

  const wire::ProxyServer& entrance() const { return entrance_; }

  void cut(std::chrono::milliseconds delay) {
    // The thread may have ended: then nobody takes this out of the queue, which
    // is the relay's own.
    asio::post(*io_, [weak = weak_from_this(), delay] {
      auto self = weak.lock();
      if (!self || self->cut_) return;
      self->cut_timer_.expires_after(delay);
      self->cut_timer_.async_wait([self](error_code ec) {
        if (!ec) self->close();
      });
    });
  }

 private:
  // Somebody who has connected and has yet to show that it is cpprestsdk.
  struct Caller {
    explicit Caller(tcp::socket connected) : stream(std::move(connected)) {}
    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    http::request_parser<http::empty_body> parser;
  };

  struct Direction {
    std::vector<char> block = std::vector<char>(kBlock);
    bool ended = false;
  };

  void run() noexcept {
    for (;;) {
      try {
        io_->run();
        return;
      } catch (const std::exception&) {
        close();  // out of memory: the connection is lost
      }
    }
  }

  // Lets go what keeps the relay.
  void run_without_thread() noexcept {
    close();
    run();
  }

  // Asio's own sockets are inherited by children.
  void listen() {
    std::error_code failed;
    const std::int64_t made = platform::new_tcp_socket(false, failed);
    if (made < 0) throw std::system_error(failed, "socket");
    acceptor_.assign(tcp::v4(),
                     static_cast<tcp::acceptor::native_handle_type>(made));
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    acceptor_.listen();
    acceptor_.non_blocking(true);
  }

  void accept() {
    acceptor_.async_wait(tcp::acceptor::wait_read,
                         [self = shared_from_this()](error_code ec) {
                           if (!ec) self->somebody_came();
                         });
  }

  void somebody_came() {
    std::error_code failed;
    const std::int64_t made =
        platform::accept_tcp(acceptor_.native_handle(), failed);
    if (made >= 0) {
      tcp::socket connected(*io_);
      connected.assign(tcp::v4(),
                       static_cast<tcp::socket::native_handle_type>(made));
      hear(std::make_shared<Caller>(std::move(connected)));
    } else if (is_shortage(error_code(failed.value(),
                                      boost::system::generic_category()))) {
      return close();  // it would stay readable for ever
    }
    accept();
  }

  void hear(const std::shared_ptr<Caller>& caller) {
    caller->stream.expires_after(std::chrono::seconds(5));
    caller->parser.skip(true);
    http::async_read_header(
        caller->stream, caller->buffer, caller->parser,
        [self = shared_from_this(), caller](error_code ec, std::size_t) {
          if (!ec && self->is_ours(*caller)) self->answer(caller);
        });
  }

  bool is_ours(const Caller& caller) const {
    const auto& request = caller.parser.get();
    auto told = request[http::field::proxy_authorization];
    return acceptor_.is_open() && request.method() == http::verb::connect &&
           told.size() == authorization_.size() &&
           CRYPTO_memcmp(told.data(), authorization_.data(), told.size()) == 0;
  }

  void answer(const std::shared_ptr<Caller>& caller) {
    error_code ignored;
    acceptor_.close(ignored);
    caller->stream.expires_never();
    client_ = caller->stream.release_socket();
    client_.set_option(tcp::no_delay(true), ignored);
    static constexpr char kYes[] = "HTTP/1.1 200 OK\r\n\r\n";
    asio::async_write(client_, asio::buffer(kYes, sizeof kYes - 1),
                      [self = shared_from_this()](error_code ec, std::size_t) {
                        if (ec) return self->close();
                        self->pass(self->client_, self->proxy_, self->out_);
                        self->pass(self->proxy_, self->client_, self->in_);
                      });
  }

  void pass(tcp::socket& from, tcp::socket& to, Direction& direction) {
    from.async_read_some(
        asio::buffer(direction.block),
        [self = shared_from_this(), &from, &to, &direction](error_code ec,
                                                            std::size_t size) {
          if (ec == asio::error::eof) return self->end(to, direction);
          if (ec) return self->close();
          asio::async_write(
              to, asio::buffer(direction.block.data(), size),
              [self, &from, &to, &direction](error_code failed, std::size_t) {
                if (failed) return self->close();
                self->pass(from, to, direction);
              });
        });
  }

  void end(tcp::socket& to, Direction& direction) {
    direction.ended = true;
    if (in_.ended && out_.ended) return close();
    error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void close() {
    cut_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    client_.close(ignored);
    proxy_.close(ignored);
    cut_timer_.cancel(ignored);
  }

  const std::unique_ptr<asio::io_context> io_;
  tcp::acceptor acceptor_;
  tcp::socket proxy_;
  tcp::socket client_;
  asio::steady_timer cut_timer_;
  wire::ProxyServer entrance_;
  std::string authorization_;
  Direction out_;
  Direction in_;
  bool cut_ = false;
};

Result<std::unique_ptr<ProxyTunnel>> ProxyTunnel::open(
    const ConnectRequest& request, const std::string& user_agent,
    TimePoint deadline) {
  auto io = std::make_unique<asio::io_context>(1);
  OpeningRequest opening;
  opening.route = request.route;  // TLS is cpprestsdk's own
  opening.user_agent = user_agent;
  opening.deadline = deadline;
  opening.timeout = request.timeout;
  auto opened = open_and_wait(*io, std::move(opening));
  if (!opened) return opened.error();
  io->restart();
  tcp::socket proxy(std::move((*opened)->socket()));
  auto relay = std::make_shared<Relay>(std::move(io), std::move(proxy));
  auto tunnel = std::make_unique<ProxyTunnel>(Key{}, relay);
  relay->start();
  return tunnel;
}

ProxyTunnel::ProxyTunnel(Key, std::shared_ptr<Relay> relay)
    : relay_(std::move(relay)) {}

ProxyTunnel::~ProxyTunnel() { cut(kLastBytes); }

const wire::ProxyServer& ProxyTunnel::entrance() const {
  return relay_->entrance();
}

void ProxyTunnel::cut(std::chrono::milliseconds delay) noexcept {
  try {
    relay_->cut(delay);
  } catch (const std::exception&) {
    // Then it ends when either side does.
  }
}

}  // namespace pulsarws
