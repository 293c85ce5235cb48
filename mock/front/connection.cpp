#include "mock/front/connection.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/net/websocket_accept.h"
#include "mock/front/tls_context.h"
#include "mock/front/utf8_breach.h"

namespace pulsarws::mock {
namespace {

namespace http = boost::beast::http;
namespace asio = boost::asio;

constexpr std::size_t kFirstInput = 4096;
constexpr std::size_t kLargestRead = std::size_t{256} * 1024;
constexpr std::size_t kMaxBody = std::size_t{1} << 20;
// A consumer gets no more while so much is unwritten, and
constexpr std::size_t kRoom = std::size_t{256} * 1024;
// nothing is read from a client that takes no answers.
constexpr std::size_t kMaxUnwritten = std::size_t{8} << 20;
// How long a client has for its own end, once ours is written.
constexpr std::chrono::seconds kGoodbye{2};

bool wants_upgrade(const HttpRequest& request) {
  return request.method() == http::verb::get &&
         http::token_list(request[http::field::connection]).exists("upgrade") &&
         http::token_list(request[http::field::upgrade]).exists("websocket");
}

std::string bad_message(std::string_view reason) {
  const std::string body =
      "<h1>Bad Message 400</h1><pre>reason: " + std::string(reason) + "</pre>";
  return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html;"
         "charset=iso-8859-1\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\nConnection: close\r\n" +
         kServerHeader + "\r\n" + body;
}

}  // namespace

Connection::Connection(Stream stream, Front& front,
                       const ConnectionLimits& limits)
    : stream_(std::move(stream)),
      front_(front),
      limits_(limits),
      frames_(limits.max_frame_size),
      idle_timer_(stream_.get_executor()),
      last_traffic_(Clock::now()),
      fault_timer_(stream_.get_executor()),
      delay_timer_(stream_.get_executor()) {}

Connection::~Connection() = default;

void Connection::start() {
  error_code ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  watch_idleness();
  if (!stream_.tls()) return read();
  stream_.tls()->async_handshake(
      asio::ssl::stream_base::server,
      [self = shared_from_this()](const error_code& error) {
        if (error) return self->end();
        self->certificate_name_ =
            client_common_name(self->stream_.tls()->native_handle());
        self->read();
      });
}

void Connection::reset() {
  if (ended_) return;
  error_code ignored;
  stream_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  end();
}

// --- input -------------------------------------------------------------------

bool Connection::may_read() const {
  if (ended_ || reading_ || unwritten() > kMaxUnwritten) return false;
  const std::int64_t most = fault_.stop_reading_after_messages;
  return !session_ || most == 0 || texts_received_ < most;
}

void Connection::read() {
  if (!may_read()) return;
  if (in_begin_ == in_end_) in_begin_ = in_end_ = 0;
  if (in_begin_ > 0) {
    std::memmove(in_.data(), &in_[in_begin_], in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  // It grows as far as it is filled: a silent connection costs little.
  const std::size_t wanted = std::max(frames_.wanted(), kFirstInput);
  if (in_.size() < wanted) in_.resize(wanted);
  if (in_end_ == in_.size()) in_.resize(2 * in_.size());
  reading_ = true;
  stream_.async_read_some(
      asio::buffer(&in_[in_end_], in_.size() - in_end_),
      [self = shared_from_this()](const error_code& error, std::size_t size) {
        self->reading_ = false;
        if (error) return self->end();
        self->on_read(size);
      });
}

void Connection::on_read(std::size_t size) {
  if (ended_) return;
  last_traffic_ = Clock::now();
  in_end_ += size;
  const bool was_filled = in_end_ == in_.size();
  take_input();
  if (was_filled && in_.size() < kLargestRead) in_.resize(2 * in_.size());
  read();
}

void Connection::take_input() {
  if (ending_ != Ending::kNot) in_begin_ = in_end_;
  while (in_begin_ < in_end_ && ending_ == Ending::kNot && !upgrade_request_ &&
         (session_ ? take_frame() : take_request())) {
  }
  write();
}

bool Connection::take_request() {
  if (!parser_) {
    parser_.emplace();
    parser_->eager(true);
    parser_->body_limit(kMaxBody);
  }
  error_code error;
  in_begin_ +=
      parser_->put(asio::buffer(&in_[in_begin_], in_end_ - in_begin_), error);
  if (error && error != http::error::need_more) {
    out_ += bad_message("Bad Request");
    finish();
    return false;
  }
  if (!parser_->is_done()) {
    if (parser_->is_header_done() &&
        parser_->get()[http::field::expect] == "100-continue") {
      out_ += "HTTP/1.1 100 Continue\r\n\r\n";
      parser_->get().erase(http::field::expect);
    }
    return !error && in_begin_ < in_end_;
  }
  HttpRequest request = parser_->release();
  parser_.reset();
  on_request(std::move(request));
  return true;
}

void Connection::on_request(HttpRequest request) {
  if (wants_upgrade(request)) {
    upgrade_request_ = std::move(request);
    ask_for_upgrade(false);
    return;
  }
  const bool keep_alive = request.keep_alive();
  answer(front_.answer(request, certificate_name_), keep_alive);
}

void Connection::answer(const HttpAnswer& answer, bool keep_alive) {
  out_ += http_text(answer, keep_alive);
  if (!keep_alive || answer.closes) finish();
}

// --- the upgrade -------------------------------------------------------------

void Connection::ask_for_upgrade(bool was_held) {
  UpgradeOutcome outcome =
      front_.upgrade(*upgrade_request_, certificate_name_, was_held);
  if (const auto* held = std::get_if<Held>(&outcome)) {
    return hold(held->milliseconds);
  }
  if (auto* granted = std::get_if<Granted>(&outcome)) {
    return grant(std::move(*granted));
  }
  const bool keep_alive = upgrade_request_->keep_alive();
  upgrade_request_.reset();
  answer(std::get<HttpAnswer>(outcome), keep_alive);
}

void Connection::hold(std::int64_t milliseconds) {
  if (milliseconds < 0) return;
  fault_timer_.expires_after(std::chrono::milliseconds(milliseconds));
  fault_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error || self->ended_) return;
    self->ask_for_upgrade(true);
    self->take_input();
  });
}

void Connection::grant(Granted granted) {
  const auto key = (*upgrade_request_)[http::field::sec_websocket_key];
  out_ += "HTTP/1.1 101 Switching Protocols\r\n" + date_header() +
          "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
          websocket_accept(std::string(key)) + "\r\n" + kServerHeader +
          "Upgrade: WebSocket\r\n\r\n";
  upgrade_request_.reset();
  fault_ = std::move(granted.fault);
  session_ = std::move(granted.session);
  begin_faults();
  session_->begin(*this);
}

// --- the WebSocket -----------------------------------------------------------

bool Connection::take_frame() {
  std::size_t taken = 0;
  const auto message =
      frames_.take(&in_[in_begin_], in_end_ - in_begin_, taken);
  in_begin_ += taken;
  if (const auto& breach = frames_.breach()) {
    close(breach->code, breach->reason);
    return false;
  }
  if (message) on_message(*message);
  const std::int64_t most = fault_.stop_reading_after_messages;
  return taken > 0 && (most <= 0 || texts_received_ < most);
}

void Connection::on_message(const FrameReader::Message& message) {
  switch (message.opcode) {
    case Opcode::kText:
      ++texts_received_;
      if (const auto breach = utf8_breach(message.payload)) {
        close(1007, *breach);
      } else {
        session_->on_text(message.payload);
      }
      break;
    case Opcode::kPing:
      append_frame(out_, Opcode::kPong, message.payload);
      break;
    case Opcode::kClose:
      if (const auto breach = close_breach(message.payload)) {
        close(1002, *breach);
        break;
      }
      append_frame(out_, Opcode::kClose, message.payload);
      finish();
      break;
    default:
      break;
  }
}

void Connection::send(std::string_view text) {
  if (ending_ != Ending::kNot) return;
  if (fault_.odd_frame_every > 0 &&
      (texts_sent_ + 1) % fault_.odd_frame_every == 0) {
    put_text(fault_.odd_frame);
  }
  put_text(text);
  ++texts_sent_;
  if (fault_.duplicate_every > 0 && texts_sent_ % fault_.duplicate_every == 0) {
    put_text(text);
  }
  if (fault_.close_after_messages > 0 &&
      texts_sent_ == fault_.close_after_messages) {
    close(static_cast<std::uint16_t>(fault_.close_code), "a fault on purpose");
  }
  if (fault_.cut_after_messages > 0 &&
      texts_sent_ == fault_.cut_after_messages) {
    ending_ = Ending::kReset;
  }
  write_later();
}

void Connection::close(std::uint16_t code, std::string_view reason) {
  if (ending_ != Ending::kNot) return;
  append_frame(out_, Opcode::kClose, close_payload(code, reason));
  finish();
}

void Connection::drop() {
  if (ending_ == Ending::kNot) finish();
}

bool Connection::has_room() const {
  if (ending_ != Ending::kNot) return false;
  if (unwritten() < kRoom) return true;
  room_was_missing_ = true;
  return false;
}

// --- faults ------------------------------------------------------------------

void Connection::begin_faults() {
  if (fault_.cut_after_ms <= 0) return;
  fault_timer_.expires_after(std::chrono::milliseconds(fault_.cut_after_ms));
  fault_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error) self->reset();
  });
}

void Connection::put_text(std::string_view text) {
  if (fault_.delay_ms <= 0) return append_frame(out_, Opcode::kText, text);
  Delayed delayed;
  delayed.due = Clock::now() + std::chrono::milliseconds(fault_.delay_ms);
  append_frame(delayed.bytes, Opcode::kText, text);
  delayed_.push_back(std::move(delayed));
  if (delayed_.size() == 1) release_delayed();
}

void Connection::release_delayed() {
  while (!delayed_.empty() && delayed_.front().due <= Clock::now()) {
    out_ += delayed_.front().bytes;
    delayed_.pop_front();
  }
  write_later();
  if (delayed_.empty()) return;
  delay_timer_.expires_at(delayed_.front().due);
  delay_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (!error && !self->ended_) self->release_delayed();
  });
}

// --- output ------------------------------------------------------------------

std::size_t Connection::unwritten() const {
  return out_.size() + writing_.size() - written_;
}

void Connection::finish() {
  ending_ = Ending::kOrderly;
  write_later();
}

// Once all that runs now has run: many frames go out in one piece.
void Connection::write_later() {
  if (write_is_posted_ || ended_) return;
  write_is_posted_ = true;
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    self->write_is_posted_ = false;
    self->write();
  });
}

void Connection::write() {
  if (ended_ || is_writing_) return;
  if (written_ == writing_.size()) {
    writing_.clear();
    written_ = 0;
    writing_.swap(out_);
  }
  if (writing_.empty()) {
    if (ending_ == Ending::kNot || !delayed_.empty() || finished_) return;
    if (ending_ == Ending::kReset) return reset();
    finished_ = true;
    idle_timer_.expires_after(kGoodbye);
    idle_timer_.async_wait(
        [self = shared_from_this()](const error_code& error) {
          if (!error) self->end();
        });
    session_.reset();
    if (stream_.tls()) {
      stream_.tls()->async_shutdown(
          [self = shared_from_this()](const error_code&) { self->end(); });
      return;
    }
    error_code ignored;
    stream_.socket().shutdown(Socket::shutdown_send, ignored);
    return;
  }
  is_writing_ = true;
  stream_.async_write_some(
      asio::buffer(&writing_[written_], writing_.size() - written_),
      [self = shared_from_this()](const error_code& error, std::size_t size) {
        self->is_writing_ = false;
        if (error) return self->end();
        self->on_written(size);
      });
}

void Connection::on_written(std::size_t size) {
  if (ended_) return;
  last_traffic_ = Clock::now();
  written_ += size;
  if (room_was_missing_ && session_ && unwritten() < kRoom) {
    room_was_missing_ = false;
    session_->on_room();
  }
  write();
  read();
}

// --- the end -----------------------------------------------------------------

void Connection::end() {
  if (ended_) return;
  ended_ = true;
  session_.reset();
  idle_timer_.cancel();
  fault_timer_.cancel();
  delay_timer_.cancel();
  error_code ignored;
  stream_.socket().close(ignored);
}

void Connection::watch_idleness() {
  idle_timer_.expires_at(last_traffic_ + limits_.idle);
  idle_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error || self->ended_ || self->finished_) return;
    if (Clock::now() - self->last_traffic_ < self->limits_.idle) {
      return self->watch_idleness();
    }
    if (!self->session_) return self->end();
    self->close(1001, "Idle Timeout");
    self->last_traffic_ = Clock::now();
    self->watch_idleness();
  });
}

}  // namespace pulsarws::mock
