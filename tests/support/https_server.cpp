#include "https_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cctype>
#include <thread>
#include <utility>

#include "recorded.h"

namespace pulsarws::testing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

std::string lower(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string decoded(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      result +=
          static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      result += text[i] == '+' ? ' ' : text[i];
    }
  }
  return result;
}

// One connection, which keeps itself alive in its handlers.
template <typename Stream>
struct Connection : std::enable_shared_from_this<Connection<Stream>> {
  template <typename... Arguments>
  explicit Connection(std::function<HttpReply(HttpQuestion)> answer,
                      Arguments&&... arguments)
      : answer_(std::move(answer)),
        stream_(std::forward<Arguments>(arguments)...) {}

  void read() {
    http::async_read(stream_, buffer_, request_,
                     [self = this->shared_from_this()](error_code ec, auto) {
                       if (!ec) self->reply();
                     });
  }

  void reply() {
    HttpQuestion question;
    question.method = std::string(request_.method_string());
    question.target = std::string(request_.target());
    question.body = request_.body();
    for (const auto& field : request_) {
      question.headers[lower(std::string(field.name_string()))] =
          std::string(field.value());
    }
    HttpReply reply = answer_(std::move(question));
    if (reply.silent) {  // until the client gives up
      stream_.async_read_some(asio::buffer(&unused_, 1),
                              [self = this->shared_from_this()](auto...) {});
      return;
    }
    auto done = [self = this->shared_from_this()](error_code, auto) {
      self->end();
    };
    if (!reply.raw.empty()) {
      raw_ = reply.raw;
      asio::async_write(stream_, asio::buffer(raw_), done);
      return;
    }
    response_.result(static_cast<unsigned>(reply.status));
    response_.set(http::field::content_type, "application/json");
    response_.keep_alive(false);
    response_.body() = reply.body;
    response_.prepare_payload();
    http::async_write(stream_, response_, done);
  }

  void end() {
    error_code ignored;
    beast::get_lowest_layer(stream_).socket().shutdown(
        tcp::socket::shutdown_send, ignored);
  }

  std::function<HttpReply(HttpQuestion)> answer_;
  Stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  std::string raw_;
  char unused_ = 0;
};

}  // namespace

std::string HttpQuestion::form_field(const std::string& name) const {
  for (std::size_t at = 0; at < body.size();) {
    std::size_t end = std::min(body.find('&', at), body.size());
    std::string field = body.substr(at, end - at);
    std::size_t equals = field.find('=');
    if (field.substr(0, equals) == name && equals != std::string::npos) {
      return decoded(field.substr(equals + 1));
    }
    at = end + 1;
  }
  return "";
}

class HttpsServer::Engine {
 public:
  Engine(Script script, std::optional<ServerTls> tls)
      : script_(std::move(script)),
        acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    if (tls) {
      context_.emplace(asio::ssl::context::tls_server);
      context_->use_certificate_chain_file(tls->identity.certificate_file);
      context_->use_private_key_file(tls->identity.key_file,
                                     asio::ssl::context::pem);
    }
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Engine() {
    io_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  Recorded<std::vector<HttpQuestion>> questions;

 private:
  void accept() {
    acceptor_.async_accept([this](error_code ec, tcp::socket socket) {
      if (ec) return;
      auto answer = [this](const HttpQuestion& question) {
        questions.update([&](auto& all) { all.push_back(question); });
        return script_(question);
      };
      if (context_) {
        using Stream = beast::ssl_stream<beast::tcp_stream>;
        auto one = std::make_shared<Connection<Stream>>(
            answer, beast::tcp_stream(std::move(socket)), *context_);
        one->stream_.async_handshake(asio::ssl::stream_base::server,
                                     [one](error_code failed) {
                                       if (!failed) one->read();
                                     });
      } else {
        std::make_shared<Connection<beast::tcp_stream>>(answer,
                                                        std::move(socket))
            ->read();
      }
      accept();
    });
  }

  const Script script_;
  std::optional<asio::ssl::context> context_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;
};

HttpsServer::HttpsServer(Script script, std::optional<ServerTls> tls)
    : engine_(std::make_shared<Engine>(std::move(script), tls)),
      scheme_(tls ? "https" : "http") {}

HttpsServer::~HttpsServer() = default;

std::uint16_t HttpsServer::port() const { return engine_->port(); }

std::string HttpsServer::url() const {
  return scheme_ + "://127.0.0.1:" + std::to_string(port());
}

std::vector<HttpQuestion> HttpsServer::questions() const {
  return engine_->questions.read();
}

bool HttpsServer::wait_questions(std::size_t count,
                                 std::chrono::milliseconds within) const {
  return engine_->questions.wait_until(
      [&](const auto& all) { return all.size() >= count; }, within);
}

}  // namespace pulsarws::testing
