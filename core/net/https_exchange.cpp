#include "core/net/https_exchange.h"

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <utility>

#include "core/net/opening.h"

namespace pulsarws {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kLargestBody = 1024 * 1024;

class Exchange {
 public:
  explicit Exchange(HttpExchange exchange) : exchange_(std::move(exchange)) {}

  Result<HttpResponse> run() {
    OpeningRequest request;
    request.route = exchange_.route;
    request.tls = exchange_.tls;
    request.user_agent = exchange_.user_agent;
    request.deadline = exchange_.deadline;
    request.timeout = exchange_.timeout;
    auto opened = open_and_wait(io_, std::move(request));
    if (!opened) return opened.error();
    stream_ = std::move(*opened);
    return ask();
  }

 private:
  // Runs an operation that was begun to its end, or to the deadline.
  bool wait() {
    bool in_time = true;
    IoTimer deadline(io_);
    deadline.expires_at(exchange_.deadline);
    deadline.async_wait([&](error_code ec) {
      if (ec) return;
      in_time = false;
      stream_->close();
    });
    io_.restart();
    while (!done_ && io_.run_one() > 0) {
    }
    deadline.cancel();
    io_.run();
    return in_time;
  }

  auto note() {
    done_ = false;
    return [this](error_code ec, std::size_t) {
      result_ = ec;
      done_ = true;
    };
  }

  Result<HttpResponse> ask() {
    http::request<http::string_body> question(
        exchange_.form.empty() ? http::verb::get : http::verb::post,
        exchange_.target, 11);
    question.set(http::field::host, host_header(exchange_.route.server));
    question.set(http::field::user_agent, exchange_.user_agent);
    question.set(http::field::accept, "application/json");
    question.set(http::field::connection, "close");
    if (!exchange_.form.empty()) {
      question.set(http::field::content_type,
                   "application/x-www-form-urlencoded");
      question.body() = exchange_.form;
      question.prepare_payload();
    }
    http::async_write(*stream_, question, note());
    if (!wait()) return too_late();
    if (result_) {
      return Error(Status::kConnect,
                   "the connection ended: " + result_.message());
    }
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    http::async_read(*stream_, buffer, parser, note());
    if (!wait()) return too_late();
    // A body without a length ends with the connection, over TLS often without
    // a goodbye.
    const bool whole =
        !result_ ||
        (parser.is_header_done() &&
         parser.get().find(http::field::content_length) == parser.get().end() &&
         result_ == boost::asio::ssl::error::stream_truncated);
    if (!whole) {
      return Error(Status::kProtocol,
                   "did not answer in HTTP: " + result_.message());
    }
    return HttpResponse{static_cast<int>(parser.get().result_int()),
                        parser.get().body()};
  }

  static Error too_late() {
    return Error(Status::kConnectTimeout, "no answer in time");
  }

  const HttpExchange exchange_;
  IoContext io_{1};
  Opening::Stream stream_;
  error_code result_;
  bool done_ = false;
};

}  // namespace

Result<HttpResponse> exchange_http(HttpExchange exchange) {
  return Exchange(std::move(exchange)).run();
}

}  // namespace pulsarws
