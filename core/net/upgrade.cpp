#include "core/net/upgrade.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/net/websocket_accept.h"
#include "core/wire/base64.h"

namespace pulsarws {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t kLargestBody = 64 * 1024;
constexpr std::uint32_t kLargestHeader = 64 * 1024;
constexpr int kMostInterimAnswers = 10;

// A refusal's status is not kept back for a body that does not come.
constexpr std::chrono::seconds kForBody{2};

std::string_view bytes(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

std::string random_key() {
  std::array<unsigned char, 16> random;
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    throw std::runtime_error("no random bytes");
  }
  return wire::encode_base64(bytes(random.data(), random.size()));
}

class Upgrade : public std::enable_shared_from_this<Upgrade> {
  using Parser = http::response_parser<http::string_body>;

  // A handler of which nothing runs after the end, and whose exceptions are the
  // upgrade's failure.
  template <typename Handler>
  auto step(Handler handler) {
    return [self = shared_from_this(), handler](auto&&... results) {
      if (!self->done_) return;
      try {
        handler(*self, results...);
      } catch (const std::exception& failed) {
        self->finish(failed_handler(failed.what(), self->server_));
      }
    };
  }

 public:
  using Done = std::function<void(Result<UpgradeAnswer>)>;

  Upgrade(IoContext& io, std::shared_ptr<ByteStream> stream,
          UpgradeRequest request, Done done)
      : stream_(std::move(stream)),
        request_(std::move(request)),
        server_(request_.route.to_string()),
        key_(random_key()),
        done_(std::move(done)),
        deadline_(io) {}

  void ask() {
    wait_until(request_.deadline);
    const wire::ServiceUrl& server = request_.route.server;
    question_ = http::request<http::empty_body>(
        http::verb::get, server.path + request_.path, 11);
    question_.set(http::field::host, host_header(server));
    question_.set(http::field::user_agent, request_.user_agent);
    for (const auto& [name, value] : request_.headers) {
      question_.insert(name, value);
    }
    question_.set(http::field::upgrade, "websocket");
    question_.set(http::field::connection, "Upgrade");
    question_.set(http::field::sec_websocket_version, "13");
    question_.set(http::field::sec_websocket_key, key_);
    if (!request_.extensions.empty()) {
      question_.set(http::field::sec_websocket_extensions, request_.extensions);
    }
    http::async_write(*stream_, question_,
                      step([](Upgrade& self, error_code, std::size_t) {
                        // A server that has hung up may have said why before.
                        self.read_header();
                      }));
  }

 private:
  void wait_until(TimePoint deadline) {
    deadline_.expires_at(deadline);
    deadline_.async_wait(step([](Upgrade& self, error_code ec) {
      if (!ec) self.time_is_up();
    }));
  }

  void read_header() {
    parser_.emplace();
    parser_->get().result(0);  // until the status has come
    parser_->body_limit(kLargestBody);
    parser_->header_limit(kLargestHeader);
    http::async_read_header(*stream_, buffer_, *parser_,
                            step([](Upgrade& self, error_code ec, std::size_t) {
                              self.header_came(ec);
                            }));
  }

  void header_came(error_code ec) {
    if (!parser_->is_header_done()) {
      finish(not_http(ec));
      return;
    }
    const int status = static_cast<int>(parser_->get().result_int());
    if (status == 101) {
      finish(judge_acceptance());
    } else if (status / 100 != 1) {
      // Whatever comes of the body is better than nothing.
      wait_until(std::min(request_.deadline, Clock::now() + kForBody));
      http::async_read(*stream_, buffer_, *parser_,
                       step([](Upgrade& self, error_code, std::size_t) {
                         self.finish(self.refused());
                       }));
    } else if (++interim_answers_ > kMostInterimAnswers) {
      finish(no_websocket(
          "only interim answers (HTTP " + std::to_string(status) + ")",
          server_));
    } else {
      read_header();
    }
  }

  Result<UpgradeAnswer> judge_acceptance() {
    const auto& answer = parser_->get();
    auto has_token = [&](http::field field, const char* token) {
      return http::token_list(answer[field]).exists(token);
    };
    if (!has_token(http::field::upgrade, "websocket") ||
        !has_token(http::field::connection, "upgrade")) {
      return no_websocket("HTTP 101 for something else than WebSocket",
                          server_);
    }
    if (answer[http::field::sec_websocket_accept] != websocket_accept(key_)) {
      return no_websocket("HTTP 101 without the proof of having read the key",
                          server_);
    }
    const std::string extensions(answer[http::field::sec_websocket_extensions]);
    if (!extensions.empty() && request_.extensions.empty()) {
      return no_websocket("extensions that nobody asked for", server_);
    }
    if (!answer[http::field::sec_websocket_protocol].empty()) {
      return no_websocket("a subprotocol that nobody asked for", server_);
    }
    UpgradeAnswer accepted;
    accepted.extensions = extensions;
    accepted.interim_answers = interim_answers_;
    accepted.surplus = std::string(
        static_cast<const char*>(buffer_.data().data()), buffer_.size());
    return accepted;
  }

  Error refused() const {
    const auto& answer = parser_->get();
    const int status = static_cast<int>(answer.result_int());
    if (status / 100 == 3) {
      return redirected_upgrade(
          status, std::string(answer[http::field::location]), server_);
    }
    const bool readable = answer[http::field::content_encoding].empty();
    return refused_upgrade(
        status, std::string(answer.reason()),
        readable ? words_of_refusal(status, answer.body()) : "", server_);
  }

  void time_is_up() {
    if (parser_ && parser_->is_header_done()) {
      finish(refused());
    } else if (buffer_.size() > 0 && !looks_like_http()) {
      finish(not_http(boost::asio::error::timed_out));
    } else {
      finish(no_upgrade_in_time(request_.timeout, server_));
    }
  }

  // As far as it has come.
  bool looks_like_http() const {
    if (parser_->get().result_int() != 0) return true;
    constexpr std::string_view kStart = "HTTP/";
    const std::string_view came(static_cast<const char*>(buffer_.data().data()),
                                buffer_.size());
    return came.substr(0, kStart.size()) == kStart.substr(0, came.size());
  }

  Error not_http(const error_code& ec) const {
    auto data = static_cast<const unsigned char*>(buffer_.data().data());
    constexpr unsigned char kAlert = 0x15, kHandshake = 0x16, kMajor = 0x03;
    if (buffer_.size() >= 2 && (data[0] == kAlert || data[0] == kHandshake) &&
        data[1] == kMajor) {
      return Error(Status::kConnect, "the server answered with TLS (" +
                                         server_ +
                                         "); it is a TLS port: use wss://");
    }
    if (buffer_.size() == 0) return no_answer(ec);
    return Error(Status::kProtocol,
                 "the server did not answer in HTTP: " + ec.message() + " (" +
                     server_ +
                     "); check that host and port are those of a Pulsar "
                     "WebSocket service");
  }

  Error no_answer(const error_code& ec) const {
    // In TLS 1.3 the server judges our certificate after the handshake; what
    // it says about it may be lost when it hangs up at once.
    TlsVerdict* verdict = stream_->verdict();
    const bool alert = ec.category() == boost::asio::error::get_ssl_category();
    if (verdict && (alert || verdict->asked_for_certificate())) {
      return verdict->handshake_failure(
          alert ? static_cast<unsigned long>(ec.value()) : 0, ec.message());
    }
    const std::string advice =
        verdict ? "; check that this is the port of a Pulsar WebSocket service"
                : "; is it a TLS port? Then use wss://";
    return Error(Status::kConnect,
                 "the server ended the connection without an answer: " +
                     ec.message() + " (" + server_ + ")" + advice);
  }

  void finish(Result<UpgradeAnswer> outcome) {
    Done done = std::move(done_);
    done_ = nullptr;
    error_code ignored;
    deadline_.cancel(ignored);
    if (!outcome) stream_->close();
    if (done) done(std::move(outcome));
  }

  const std::shared_ptr<ByteStream> stream_;
  const UpgradeRequest request_;
  const std::string server_;  // for sentences
  const std::string key_;
  Done done_;  // null after the end
  IoTimer deadline_;
  http::request<http::empty_body> question_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  int interim_answers_ = 0;
};

}  // namespace

std::optional<Error> bad_header(const wire::HeaderFields& headers) {
  for (const auto& [name, value] : headers) {
    const bool broken = std::any_of(value.begin(), value.end(), [](char c) {
      return c == '\r' || c == '\n' || c == '\0';
    });
    if (broken) {
      return Error(Status::kInvalidOptionValue,
                   "the value of the header " + name +
                       " holds a line break, which HTTP forbids; is there one "
                       "at the end of the token or its file?");
    }
  }
  return std::nullopt;
}

void ask_for_upgrade(IoContext& io, std::shared_ptr<ByteStream> stream,
                     UpgradeRequest request, Upgrade::Done done) {
  std::make_shared<Upgrade>(io, std::move(stream), std::move(request),
                            std::move(done))
      ->ask();
}

}  // namespace pulsarws
