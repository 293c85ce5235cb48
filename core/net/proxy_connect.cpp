#include "core/net/proxy_connect.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/wire/authority.h"
#include "core/wire/base64.h"

namespace pulsarws {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

class ProxyHandshake : public std::enable_shared_from_this<ProxyHandshake> {
 public:
  ProxyHandshake(std::shared_ptr<ByteStream> stream, const Route& route,
                 std::function<void(Error)> done)
      : stream_(std::move(stream)),
        proxy_(*route.proxy),
        server_(route.server_text()),
        done_(std::move(done)) {
    parser_.skip(true);  // an answer to CONNECT has no body
  }

  void ask(const wire::ServiceUrl& server, const std::string& user_agent) {
    const std::string target =
        wire::host_and_port(without_final_dot(server.host), server.port);
    question_ =
        http::request<http::empty_body>(http::verb::connect, target, 11);
    question_.set(http::field::host, target);
    question_.set(http::field::user_agent, user_agent);
    if (!proxy_.user.empty()) {
      question_.set(
          http::field::proxy_authorization,
          "Basic " + wire::encode_base64(proxy_.user + ":" + proxy_.password));
    }
    http::async_write(*stream_, question_,
                      [self = shared_from_this()](error_code ec, std::size_t) {
                        self->asked(ec);
                      });
  }

 private:
  void asked(error_code ec) {
    if (ec) {
      done_(failure("ended the connection without an answer: ", ec));
      return;
    }
    http::async_read_header(
        *stream_, buffer_, parser_,
        [self = shared_from_this()](error_code result, std::size_t) {
          self->done_(self->judge(result));
        });
  }

  Error judge(error_code ec) const {
    if (!parser_.is_header_done()) return not_http(ec);
    const int status = static_cast<int>(parser_.get().result_int());
    if (status / 100 != 2) return refused_by_proxy(status, proxy_, server_);
    // The server does not speak first.
    if (buffer_.size() > 0) {
      return failed_proxy("sent more than an answer to CONNECT", proxy_,
                          server_);
    }
    return Error();
  }

  Error failure(const char* what, const error_code& ec) const {
    return failed_proxy(what + ec.message(), proxy_, server_);
  }

  Error not_http(const error_code& ec) const {
    if (buffer_.size() == 0) {
      return failure("ended the connection without an answer: ", ec);
    }
    auto first = static_cast<const unsigned char*>(buffer_.data().data())[0];
    constexpr unsigned char kAlert = 0x15;
    if (first == kAlert) {
      return failed_proxy(
          "answered with TLS; only proxies that are spoken to in clear are "
          "supported",
          proxy_, server_);
    }
    return failure("did not answer in HTTP: ", ec);
  }

  const std::shared_ptr<ByteStream> stream_;
  const wire::ProxyServer proxy_;
  const std::string server_;
  const std::function<void(Error)> done_;
  http::request<http::empty_body> question_;
  beast::flat_buffer buffer_;
  http::response_parser<http::empty_body> parser_;
};

}  // namespace

void connect_through_proxy(std::shared_ptr<ByteStream> stream,
                           const Route& route, const std::string& user_agent,
                           std::function<void(Error)> done) {
  std::make_shared<ProxyHandshake>(std::move(stream), route, std::move(done))
      ->ask(route.server, user_agent);
}

}  // namespace pulsarws
