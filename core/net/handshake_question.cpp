#include "core/net/handshake_question.h"

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <exception>
#include <utility>

#include "core/net/bounded_operation.h"
#include "core/net/failure_sentences.h"
#include "core/net/openssl_at_exit.h"
#include "core/net/proxy_connect.h"
#include "core/wire/authority.h"

namespace pulsarws {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kLargestBody = 64 * 1024;

// Any 16 bytes will do for a question whose answer's proof nobody checks.
constexpr const char* kWebSocketKey = "cHVsc2Fyd3MgYXNrcyAuLg==";

class Question {
 public:
  Question(const ConnectRequest& request, const std::string& user_agent,
           TlsCheck* tls, TimePoint deadline)
      : request_(request),
        server_(request.server.to_string() +
                (request.proxy
                     ? " through the proxy " + request.proxy->host_and_port()
                     : "")),
        user_agent_(user_agent),
        tls_(tls),
        deadline_(deadline) {}

  Result<tcp::resolver::results_type> resolve() {
    error_code ec;
    tcp::resolver resolver(io_);
    auto addresses = resolver.resolve(request_.server.host,
                                      std::to_string(request_.server.port), ec);
    if (!ec) return addresses;
    return Error(Status::kNameResolution,
                 "the host name " + request_.server.host +
                     " cannot be resolved: " + ec.message() + " (" + server_ +
                     "); check the name and this machine's name servers");
  }

  Error ask() {
    beast::tcp_stream tcp_stream(io_);
    if (auto failed = connect(tcp_stream)) return *failed;
    if (!request_.server.tls) return exchange(tcp_stream);

    asio::ssl::context context = tls_context();
    beast::ssl_stream<beast::tcp_stream> stream(std::move(tcp_stream), context);
    // websocketpp does the same, for addresses too.
    SSL_set_tlsext_host_name(stream.native_handle(),
                             request_.server.host.c_str());
    error_code ec = run(
        [&](auto done) {
          stream.async_handshake(asio::ssl::stream_base::client, done);
        },
        stream);
    if (ec) return handshake_failed(ec);
    return exchange(stream);
  }

 private:
  // Starts an operation and runs it to its end or to the deadline.
  template <typename Start, typename Stream>
  error_code run(Start&& start, Stream& stream) {
    return run_until(deadline_, io_, stream, std::forward<Start>(start));
  }

  asio::ssl::context tls_context() const {
    OpensslInUse here(OpensslInUse::For::kSetup);
    asio::ssl::context context(asio::ssl::context::tls_client);
    error_code ignored;
    // It takes long: some hundred certificates.
    if (tls_->trusts_system() && !request_.tls.allow_insecure) {
      context.set_default_verify_paths(ignored);
    }
    if (!request_.tls.allow_insecure) {
      context.set_verify_mode(asio::ssl::verify_peer);
    }
    tls_->apply(context.native_handle());
    return context;
  }

  std::optional<Error> connect(beast::tcp_stream& stream) {
    if (request_.proxy) {
      auto socket =
          connect_through_proxy(io_, request_, user_agent_, deadline_);
      if (!socket) return socket.error();
      stream.socket() = std::move(*socket);
      return std::nullopt;
    }
    auto addresses = resolve();
    if (!addresses) return addresses.error();
    error_code ec =
        run([&](auto done) { stream.async_connect(*addresses, done); }, stream);
    if (!ec) return std::nullopt;
    if (ec == beast::error::timeout) return too_late();
    return Error(Status::kConnect,
                 "cannot connect: " + ec.message() + " (" + server_ +
                     "); check host and port, and that the server is up");
  }

  template <typename Stream>
  Error exchange(Stream& stream) {
    http::request<http::empty_body> request(
        http::verb::get, request_.server.path + harmless_path(request_.path),
        11);
    request.set(http::field::host, host_header());
    request.set(http::field::user_agent, user_agent_);
    for (const auto& [name, value] : request_.headers) {
      request.insert(name, value);
    }
    request.set(http::field::upgrade, "websocket");
    request.set(http::field::connection, "Upgrade");
    request.set(http::field::sec_websocket_version, "13");
    request.set(http::field::sec_websocket_key, kWebSocketKey);
    error_code ec = run(
        [&](auto done) { http::async_write(stream, request, done); }, stream);
    // A server that has hung up may have said why before.
    if (ec == beast::error::timeout) return no_answer(ec);

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    ec = run(
        [&](auto done) {
          http::async_read_header(stream, buffer, parser, done);
        },
        stream);
    if (!parser.is_header_done()) return not_http(ec, buffer);

    auto& response = parser.get();
    if (response.result() == http::status::switching_protocols) {
      close_websocket(stream);
      return Error(Status::kServiceUnavailable,
                   "the server refused the connection once and accepted it "
                   "when asked why (" +
                       server_ + "); try again");
    }
    // Whatever has come of the body is better than nothing.
    run([&](auto done) { http::async_read(stream, buffer, parser, done); },
        stream);
    int status = static_cast<int>(response.result_int());
    if (status / 100 == 3) {
      return redirected(status, std::string(response[http::field::location]));
    }
    return refused_upgrade(status, std::string(response.reason()),
                           words_of_refusal(status, response.body()), server_);
  }

  // Sends Close 1000 and waits for the server's, or for the end.
  template <typename Stream>
  void close_websocket(Stream& stream) {
    constexpr std::chrono::seconds kPatience{2};
    deadline_ = std::min(deadline_, Clock::now() + kPatience);
    const std::array<unsigned char, 8> close{0x88, 0x82, 0,    0,
                                             0,    0,    0x03, 0xE8};
    error_code ec = run(
        [&](auto done) {
          asio::async_write(stream, asio::buffer(close), done);
        },
        stream);
    std::array<char, 4096> answer;
    while (!ec) {
      ec = run(
          [&](auto done) {
            stream.async_read_some(asio::buffer(answer), done);
          },
          stream);
    }
  }

  std::string host_header() const {
    const wire::ServiceUrl& server = request_.server;
    return wire::host_header(server.host, server.port, server.tls);
  }

  Error too_late() const {
    return no_connection_in_time(request_.timeout, server_);
  }

  Error handshake_failed(const error_code& ec) const {
    if (auto refused = tls_->failure()) return *refused;
    if (ec == beast::error::timeout) return too_late();
    bool by_openssl = ec.category() == asio::error::get_ssl_category();
    return tls_->handshake_failure(
        by_openssl ? static_cast<unsigned long>(ec.value()) : 0, ec.message());
  }

  Error no_answer(const error_code& ec) const {
    if (ec == beast::error::timeout) return too_late();
    // In TLS 1.3 the server judges our certificate after the handshake; what
    // it says about it may be lost when it hangs up at once.
    bool alert = ec.category() == asio::error::get_ssl_category() &&
                 ec != asio::ssl::error::stream_truncated;
    if (alert || (tls_ && tls_->asked_for_certificate())) {
      return handshake_failed(ec);
    }
    std::string advice =
        request_.server.tls
            ? "; check that this is the port of a Pulsar WebSocket service"
            : "; is it a TLS port? Then use wss://";
    return Error(Status::kConnect,
                 "the server ended the connection without an answer: " +
                     ec.message() + " (" + server_ + ")" + advice);
  }

  Error not_http(const error_code& ec, const beast::flat_buffer& buffer) const {
    auto bytes = static_cast<const unsigned char*>(buffer.data().data());
    constexpr unsigned char kAlert = 0x15, kHandshake = 0x16, kMajor = 0x03;
    if (buffer.size() >= 2 && (bytes[0] == kAlert || bytes[0] == kHandshake) &&
        bytes[1] == kMajor) {
      return Error(Status::kConnect, "the server answered with TLS (" +
                                         server_ +
                                         "); it is a TLS port: use wss://");
    }
    if (buffer.size() == 0 || ec == beast::error::timeout) return no_answer(ec);
    return Error(Status::kProtocol,
                 "the server did not answer in HTTP: " + ec.message() + " (" +
                     server_ +
                     "); check that host and port are those of a Pulsar "
                     "WebSocket service");
  }

  Error redirected(int status, const std::string& location) const {
    Error error(Status::kServer,
                "the server redirects (HTTP " + std::to_string(status) +
                    (location.empty() ? "" : " to another address") + ", " +
                    server_ + "); use the final address");
    error.http_status = status;
    return error;
  }

  const ConnectRequest& request_;
  const std::string server_;
  const std::string user_agent_;
  TlsCheck* const tls_;
  TimePoint deadline_;
  asio::io_context io_{1};
};

}  // namespace

Error ask_why_refused(const ConnectRequest& request,
                      const std::string& user_agent, TlsCheck* tls,
                      TimePoint deadline) {
  try {
    return Question(request, user_agent, tls, deadline).ask();
  } catch (const std::exception& failed) {
    return Error(Status::kInternal,
                 "the connection failed, and so did finding out why: " +
                     std::string(failed.what()) + " (" +
                     request.server.to_string() + ")");
  }
}

std::optional<Error> ask_name_server(const ConnectRequest& request) {
  auto found = Question(request, "", nullptr, TimePoint::max()).resolve();
  return found ? std::nullopt : std::optional<Error>(found.error());
}

std::string harmless_path(const std::string& path) {
  std::size_t question = path.find('?');
  std::string names = path.substr(0, question);
  bool consumer = names.rfind("/ws/v2/consumer/", 0) == 0 ||
                  names.rfind("/ws/v3/consumer/", 0) == 0;
  if (!consumer) return path;
  constexpr const char kPull[] = "pullMode=true";
  if (question == std::string::npos) return names + "?" + kPull;
  // A pullMode that is there already is replaced.
  std::string query;
  for (std::size_t at = question + 1; at <= path.size();) {
    std::size_t end = std::min(path.find('&', at), path.size());
    std::string one = path.substr(at, end - at);
    if (one.rfind("pullMode=", 0) != 0) query += one + "&";
    at = end + 1;
  }
  return names + "?" + query + kPull;
}

}  // namespace pulsarws
