#include "core/net/proxy_connect.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <utility>

#include "core/net/bounded_operation.h"
#include "core/net/failure_sentences.h"
#include "core/wire/base64.h"

namespace pulsarws {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

class ProxyHandshake {
 public:
  ProxyHandshake(asio::io_context& io, const ConnectRequest& request,
                 const std::string& user_agent, TimePoint deadline)
      : io_(io),
        request_(request),
        proxy_(*request.proxy),
        server_(request.server.to_string()),
        user_agent_(user_agent),
        deadline_(deadline) {}

  Result<tcp::socket> run() {
    beast::tcp_stream stream(io_);
    auto failed = connect(stream);
    if (!failed) failed = ask(stream);
    if (failed) return *failed;
    stream.expires_never();
    return stream.release_socket();
  }

 private:
  std::optional<Error> connect(beast::tcp_stream& stream) {
    error_code ec;
    tcp::resolver resolver(io_);
    auto addresses =
        resolver.resolve(proxy_.host, std::to_string(proxy_.port), ec);
    if (ec) {
      return failed_proxy("has a name that cannot be resolved: " + ec.message(),
                          proxy_, server_);
    }
    ec = run_until(deadline_, io_, stream,
                   [&](auto done) { stream.async_connect(addresses, done); });
    if (ec) return failure("cannot be reached: ", ec);
    stream.socket().set_option(tcp::no_delay(true), ec);
    return std::nullopt;
  }

  std::optional<Error> ask(beast::tcp_stream& stream) {
    const std::string target = request_.server.host_and_port();
    http::request<http::empty_body> request(http::verb::connect, target, 11);
    request.set(http::field::host, target);
    request.set(http::field::user_agent, user_agent_);
    if (!proxy_.user.empty()) {
      request.set(
          http::field::proxy_authorization,
          "Basic " + wire::encode_base64(proxy_.user + ":" + proxy_.password));
    }
    error_code ec = run_until(deadline_, io_, stream, [&](auto done) {
      http::async_write(stream, request, done);
    });
    if (ec) return failure("ended the connection without an answer: ", ec);

    beast::flat_buffer buffer;
    http::response_parser<http::empty_body> parser;
    parser.skip(true);  // an answer to CONNECT has no body
    ec = run_until(deadline_, io_, stream, [&](auto done) {
      http::async_read_header(stream, buffer, parser, done);
    });
    if (!parser.is_header_done()) return not_http(ec, buffer);
    int status = static_cast<int>(parser.get().result_int());
    if (status / 100 != 2) return refused_by_proxy(status, proxy_, server_);
    // The server does not speak first.
    if (buffer.size() > 0) {
      return failed_proxy("sent more than an answer to CONNECT", proxy_,
                          server_);
    }
    return std::nullopt;
  }

  Error failure(const char* what, const error_code& ec) const {
    if (ec == beast::error::timeout) {
      return no_proxy_in_time(request_.timeout, proxy_, server_);
    }
    return failed_proxy(what + ec.message(), proxy_, server_);
  }

  Error not_http(const error_code& ec, const beast::flat_buffer& buffer) const {
    if (buffer.size() == 0 || ec == beast::error::timeout) {
      return failure("ended the connection without an answer: ", ec);
    }
    auto first = static_cast<const unsigned char*>(buffer.data().data())[0];
    constexpr unsigned char kAlert = 0x15;
    if (first == kAlert) {
      return failed_proxy(
          "answered with TLS; only proxies that are spoken to in clear are "
          "supported",
          proxy_, server_);
    }
    return failed_proxy("did not answer in HTTP: " + ec.message(), proxy_,
                        server_);
  }

  asio::io_context& io_;
  const ConnectRequest& request_;
  const wire::ProxyServer& proxy_;
  const std::string server_;
  const std::string& user_agent_;
  const TimePoint deadline_;
};

}  // namespace

Result<tcp::socket> connect_through_proxy(asio::io_context& io,
                                          const ConnectRequest& request,
                                          const std::string& user_agent,
                                          TimePoint deadline) {
  return ProxyHandshake(io, request, user_agent, deadline).run();
}

}  // namespace pulsarws
