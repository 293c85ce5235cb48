#include "core/auth/https_request.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "core/net/openssl_at_exit.h"
#include "core/wire/authority.h"

namespace pulsarws {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kLargestBody = 1024 * 1024;

Error no_answer(std::string sentence) {
  return Error(Status::kCredentials, std::move(sentence));
}

class Exchange {
 public:
  Exchange(const HttpRequest& request, TimePoint deadline)
      : request_(request),
        url_(request.url),
        who_(request.server_name + " (" + request.url.to_string() + ")"),
        deadline_(deadline) {}

  Result<HttpResponse> run() {
    error_code ec;
    tcp::resolver resolver(io_);
    auto addresses = resolver.resolve(url_.host, std::to_string(url_.port), ec);
    if (ec) {
      return no_answer("the host name of " + who_ +
                       " cannot be resolved: " + ec.message());
    }
    beast::tcp_stream tcp_stream(io_);
    ec = wait([&](auto done) { tcp_stream.async_connect(addresses, done); },
              tcp_stream);
    if (ec) return failed("cannot connect to " + who_, ec);
    return url_.tls ? over_tls(std::move(tcp_stream)) : exchange(tcp_stream);
  }

 private:
  // Starts an operation and runs it to its end or to the deadline.
  template <typename Start, typename Stream>
  error_code wait(Start&& start, Stream& stream) {
    error_code result;
    beast::get_lowest_layer(stream).expires_at(deadline_);
    start([&result](error_code ec, auto&&...) { result = ec; });
    io_.restart();
    io_.run();
    return result;
  }

  Result<HttpResponse> over_tls(beast::tcp_stream tcp_stream) {
    std::optional<asio::ssl::context> context;
    {
      OpensslInUse here(OpensslInUse::For::kSetup);
      context.emplace(asio::ssl::context::tls_client);
      if (auto error = trust(*context)) return *error;
    }
    beast::ssl_stream<beast::tcp_stream> stream(std::move(tcp_stream),
                                                *context);
    if (!expect_host(stream.native_handle())) {
      return no_answer("TLS with " + who_ + " cannot be set up");
    }
    error_code ec = wait(
        [&](auto done) {
          stream.async_handshake(asio::ssl::stream_base::client, done);
        },
        stream);
    if (ec) return handshake_failed(stream.native_handle(), ec);
    return exchange(stream);
  }

  std::optional<Error> trust(asio::ssl::context& context) const {
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_verify_mode(asio::ssl::verify_peer);
    error_code ec;
    if (request_.trust_certs_file.empty()) {
      context.set_default_verify_paths(ec);
    } else {
      context.load_verify_file(request_.trust_certs_file, ec);
    }
    ERR_clear_error();
    if (!ec) return std::nullopt;
    return no_answer("the certificates to trust cannot be read from '" +
                     request_.trust_certs_file + "': " + ec.message() +
                     " (option oauth2TrustCertsFilePath)");
  }

  bool expect_host(SSL* ssl) const {
    X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(wanted,
                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    ERR_set_mark();
    bool address =
        X509_VERIFY_PARAM_set1_ip_asc(wanted, url_.host.c_str()) == 1;
    ERR_pop_to_mark();
    if (address) return true;
    return SSL_set_tlsext_host_name(ssl, url_.host.c_str()) == 1 &&
           SSL_set1_host(ssl, url_.host.c_str()) == 1;
  }

  template <typename Stream>
  Result<HttpResponse> exchange(Stream& stream) {
    http::request<http::string_body> request(
        request_.form.empty() ? http::verb::get : http::verb::post, url_.target,
        11);
    request.set(http::field::host,
                wire::host_header(url_.host, url_.port, url_.tls));
    request.set(http::field::user_agent, "pulsarws/" PULSARWS_VERSION);
    request.set(http::field::accept, "application/json");
    request.set(http::field::connection, "close");
    if (!request_.form.empty()) {
      request.set(http::field::content_type,
                  "application/x-www-form-urlencoded");
      request.body() = request_.form;
      request.prepare_payload();
    }
    error_code ec = wait(
        [&](auto done) { http::async_write(stream, request, done); }, stream);
    if (ec) return failed(who_ + " ended the connection", ec);

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    ec =
        wait([&](auto done) { http::async_read(stream, buffer, parser, done); },
             stream);
    // A body without a length ends with the connection, over TLS often without
    // a goodbye.
    if (ec && !(parser.is_header_done() && ec != beast::error::timeout &&
                parser.get().find(http::field::content_length) ==
                    parser.get().end() &&
                ec == asio::ssl::error::stream_truncated)) {
      return failed(who_ + " did not answer in HTTP", ec);
    }
    return HttpResponse{static_cast<int>(parser.get().result_int()),
                        parser.get().body()};
  }

  Error failed(const std::string& what, const error_code& ec) const {
    if (ec == beast::error::timeout) {
      return no_answer(who_ + " has not answered in time (connectTimeout)");
    }
    return no_answer(what + ": " + ec.message());
  }

  Error handshake_failed(SSL* ssl, const error_code& ec) const {
    long reason = SSL_get_verify_result(ssl);
    if (reason == X509_V_ERR_HOSTNAME_MISMATCH ||
        reason == X509_V_ERR_IP_ADDRESS_MISMATCH) {
      return no_answer("the certificate of " + who_ +
                       " is for another host, not for " + url_.host);
    }
    if (reason != X509_V_OK) {
      return no_answer(
          "the certificate of " + who_ +
          " is not trusted: " + X509_verify_cert_error_string(reason) +
          "; set oauth2TrustCertsFilePath to a PEM file with the certificate "
          "of the authority that signed it");
    }
    return failed("the TLS handshake with " + who_ + " failed", ec);
  }

  const HttpRequest& request_;
  const wire::HttpUrl& url_;
  const std::string who_;
  const TimePoint deadline_;
  asio::io_context io_{1};
};

}  // namespace

Result<HttpResponse> send_request(const HttpRequest& request,
                                  TimePoint deadline) {
  try {
    keep_openssl_until_the_end();
    return Exchange(request, deadline).run();
  } catch (const std::exception& failed) {
    return no_answer("no answer from " + request.server_name + ": " +
                     failed.what());
  }
}

}  // namespace pulsarws
