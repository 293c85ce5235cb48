#include "core/transport/beast/beast_connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/error.hpp>
#include <exception>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/transport/beast/breach.h"
#include "core/transport/close_frame.h"

namespace pulsarws {
namespace {

// How much is pulled from the owner before it is on its way.
constexpr std::size_t kMostOutput = 256 * 1024;

// How much in answers to pings the server may leave unread.
constexpr std::size_t kMostPongs = 4 * 1024 * 1024;

// For what is still to be written at the end.
constexpr std::chrono::seconds kLastBytes{1};

}  // namespace

BeastConnection::BeastConnection(std::shared_ptr<const BeastSettings> settings,
                                 std::shared_ptr<IoLoop> loop)
    : settings_(std::move(settings)),
      loop_(std::move(loop)),
      io_(loop_->context()),
      close_timer_(io_) {}

template <typename Handler>
auto BeastConnection::step(Handler handler) {
  return [self = shared_from_this(),
          handler = std::move(handler)](auto&&... results) mutable {
    try {
      handler(*self, std::forward<decltype(results)>(results)...);
    } catch (const std::exception& failed) {
      self->note_verdict(failed_handler(failed.what(), self->server_));
    }
    if (self->verdict_) self->end(std::move(*self->verdict_));
  };
}

template <typename Handler>
void BeastConnection::post(Handler handler) noexcept {
  try {
    boost::asio::post(io_, step(std::move(handler)));
  } catch (const std::exception&) {
    // No memory to say it; whoever asked asks again, or has a deadline.
    notified_ = false;
  }
}

// --- The owner's calls.

void BeastConnection::connect(ConnectRequest request,
                              std::weak_ptr<TransportListener> listener) {
  request_ = std::move(request);
  server_ = request_.route.to_string();
  listener_ = std::move(listener);
  connect_by_ = Clock::now() + request_.timeout;
  boost::asio::post(io_, step([](BeastConnection& self) { self.begin(); }));
}

void BeastConnection::notify() noexcept {
  if (notified_.exchange(true)) return;
  post([](BeastConnection& self) {
    self.notified_ = false;
    self.pull();
  });
}

void BeastConnection::ping() noexcept {
  post([](BeastConnection& self) {
    if (self.phase_ != Phase::kOpen) return;
    self.websocket_->ping();
    self.flush();
  });
}

void BeastConnection::close(std::uint16_t code, std::string reason) noexcept {
  post([code, reason = std::move(reason)](BeastConnection& self) {
    if (self.phase_ == Phase::kOpen) {
      self.begin_closing(code, reason);
    } else if (self.phase_ != Phase::kClosing) {
      self.note_verdict(Error());
    }
  });
}

void BeastConnection::abandon(Error error) noexcept {
  post([error = std::move(error)](BeastConnection& self) {
    self.note_verdict(error);
  });
}

void BeastConnection::disown() noexcept {
  post([](BeastConnection& self) {
    if (self.phase_ == Phase::kClosing) return;
    self.note_verdict(Error(Status::kClosed, "the connection was given up"));
  });
}

std::chrono::milliseconds BeastConnection::write_stall() const noexcept {
  const Clock::rep began = write_began_;
  if (began == 0) return std::chrono::milliseconds::zero();
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      Clock::now().time_since_epoch() - Clock::duration(began));
}

// --- Opening.

void BeastConnection::begin() {
  if (phase_ != Phase::kNew) return;
  if (auto bad = bad_header(request_.headers)) {
    note_verdict(*bad);
    return;
  }
  phase_ = Phase::kOpening;
  OpeningRequest opening;
  opening.route = request_.route;
  if (request_.route.server.tls) opening.tls = request_.tls;
  opening.user_agent = settings_->user_agent;
  opening.deadline = connect_by_;
  opening.timeout = request_.timeout;
  opening_ = Opening::start(
      io_, std::move(opening),
      step([](BeastConnection& self, Result<Opening::Stream> outcome) {
        self.opened(std::move(outcome));
      }));
}

void BeastConnection::opened(Result<Opening::Stream> outcome) {
  opening_ = nullptr;
  if (phase_ != Phase::kOpening) {
    if (outcome) (*outcome)->close();
    return;
  }
  if (!outcome) {
    note_verdict(outcome.error());
    return;
  }
  stream_ = std::move(*outcome);
  UpgradeRequest upgrade;
  upgrade.route = request_.route;
  upgrade.path = request_.path;
  upgrade.user_agent = settings_->user_agent;
  upgrade.headers = request_.headers;
  if (settings_->compression) {
    upgrade.extensions = WebSocket::offered_extensions();
  }
  upgrade.deadline = connect_by_;
  upgrade.timeout = request_.timeout;
  ask_for_upgrade(io_, stream_, std::move(upgrade),
                  step([](BeastConnection& self, Result<UpgradeAnswer> answer) {
                    self.upgraded(std::move(answer));
                  }));
}

void BeastConnection::upgraded(Result<UpgradeAnswer> answer) {
  if (phase_ != Phase::kOpening) return;
  if (!answer) {
    note_verdict(answer.error());
    return;
  }
  WebSocketSettings settings;
  settings.largest_message = settings_->largest_message;
  settings.extensions = answer->extensions;
  websocket_ = std::make_unique<WebSocket>(io_, settings, *this);
  phase_ = Phase::kOpen;
  if (auto listener = listener_.lock()) listener->on_open();
  if (!answer->surplus.empty()) {
    websocket_->feed(answer->surplus);
    after_reading();
  }
  pull();
  read();
}

// --- Reading.

void BeastConnection::read() {
  const bool open = phase_ == Phase::kOpen || phase_ == Phase::kClosing;
  if (!open || verdict_ || reading_) return;
  const WebSocket::Room room = websocket_->prepare();
  reading_ = true;
  stream_->async_read_some(
      boost::asio::buffer(room.place, room.size),
      step([stream = stream_](BeastConnection& self, error_code ec,
                              std::size_t size) { self.have_read(ec, size); }));
}

void BeastConnection::have_read(const error_code& ec, std::size_t size) {
  reading_ = false;
  if (phase_ == Phase::kEnded) return;
  heard_ = false;
  if (size > 0) websocket_->commit(size);
  if (ec && !verdict_) websocket_->fail(ec);
  after_reading();
  flush();
  read();
}

void BeastConnection::after_reading() {
  auto listener = listener_.lock();
  if (!listener) return;
  if (std::exchange(texts_, false)) {
    listener->on_batch_end();
  } else if (!heard_ && !verdict_) {
    // A part of a message is a sign of life too.
    listener->on_alive();
  }
}

void BeastConnection::on_websocket_text(std::string_view text) noexcept {
  if (verdict_) return;
  heard_ = true;
  texts_ = true;
  if (auto listener = listener_.lock()) listener->on_text(text);
}

void BeastConnection::on_websocket_binary(std::string_view) noexcept {
  if (verdict_ || phase_ == Phase::kClosing) return;
  constexpr std::uint16_t kUnsupportedData = 1003;
  websocket_->close(kUnsupportedData, "");
  note_verdict(bad_message("a binary message", server_));
}

void BeastConnection::on_ping(std::size_t payload) noexcept {
  constexpr std::size_t kHeader = 6;
  ++pings_unread_;
  pongs_unread_ += kHeader + payload;
  if (pongs_unread_ > kMostPongs) {
    note_verdict(error_of(Status::kProtocol, [this] {
      return unread_pongs(pings_unread_, server_);
    }));
  }
  on_pong();
}

void BeastConnection::on_pong() noexcept {
  // A text is a sign of life as well, and its batch is not over.
  if (verdict_ || texts_) return;
  heard_ = true;
  if (auto listener = listener_.lock()) listener->on_alive();
}

void BeastConnection::on_websocket_closed(int code,
                                          std::string reason) noexcept {
  if (phase_ != Phase::kClosing) {
    note_verdict(lost_connection(code == 0 ? 1000 : code, reason, server_));
    return;
  }
  // It has answered our close: Beast's answer to it is not to be sent.
  websocket_->output().clear();
  note_verdict(Error());
}

void BeastConnection::on_websocket_broken(const error_code& why) noexcept {
  if (phase_ == Phase::kClosing) {
    note_verdict(Error());
  } else if (why == boost::beast::websocket::error::message_too_big ||
             why == boost::beast::websocket::error::buffer_overflow) {
    note_verdict(too_large_message(settings_->largest_message, server_,
                                   "raise maxReceivedFrameSize"));
  } else {
    note_verdict(broken_protocol(breach_in(why), server_));
  }
}

void BeastConnection::on_websocket_failed(const error_code&) noexcept {
  note_verdict(phase_ == Phase::kClosing ? Error()
                                         : lost_connection(0, "", server_));
}

// --- Writing.

void BeastConnection::pull() {
  frames_wait_ = false;
  auto listener = listener_.lock();
  if (!listener) return;
  while (phase_ == Phase::kOpen && !verdict_) {
    if (websocket_->output().size() > kMostOutput) {
      frames_wait_ = true;
      break;
    }
    if (!listener->pull_frames(*this)) break;
  }
  flush();
}

void BeastConnection::put(wire::Frame frame) {
  websocket_->write(frame.text());
}

void BeastConnection::flush() {
  if (writing_ || !websocket_ || websocket_->output().empty()) return;
  writing_ = true;
  in_flight_.clear();
  in_flight_.swap(websocket_->output());
  pings_in_flight_ = pings_unread_;
  pongs_in_flight_ = pongs_unread_;
  write_began_ = Clock::now().time_since_epoch().count();
  boost::asio::async_write(
      *stream_, boost::asio::buffer(in_flight_),
      step([stream = stream_](BeastConnection& self, error_code ec,
                              std::size_t) { self.have_written(ec); }));
}

void BeastConnection::have_written(const error_code& ec) {
  writing_ = false;
  write_began_ = 0;
  pings_unread_ -= std::exchange(pings_in_flight_, 0);
  pongs_unread_ -= std::exchange(pongs_in_flight_, 0);
  if (in_flight_.capacity() > 2 * kMostOutput) in_flight_ = std::string();
  if (phase_ == Phase::kEnded) {
    if (ec || !websocket_ || websocket_->output().empty()) {
      take_down();
    } else {
      flush();
    }
    return;
  }
  if (ec) {
    // What the server had to say before it went, reading tells.
    if (!reading_ || phase_ == Phase::kClosing) {
      note_verdict(phase_ == Phase::kClosing
                       ? Error()
                       : failed_write(ec.message(), server_));
    }
    return;
  }
  if (frames_wait_) {
    pull();
  } else {
    flush();
  }
}

// --- The end.

void BeastConnection::begin_closing(std::uint16_t code,
                                    const std::string& reason) {
  // What the owner still wants written goes out before the close frame.
  if (auto listener = listener_.lock()) {
    while (listener->pull_frames(*this)) {
    }
  }
  phase_ = Phase::kClosing;
  close_timer_.expires_after(request_.close_timeout);
  close_timer_.async_wait(step([](BeastConnection& self, error_code ec) {
    if (!ec) self.note_verdict(Error());
  }));
  websocket_->close(sendable_close_code(code), clipped_close_reason(reason));
  flush();
}

void BeastConnection::note_verdict(Error verdict) noexcept {
  if (verdict_ || phase_ == Phase::kEnded) return;
  verdict_ = std::move(verdict);
}

void BeastConnection::end(Error verdict) noexcept {
  verdict_.reset();
  if (phase_ == Phase::kEnded) return;
  const bool was_connected = websocket_ != nullptr;
  phase_ = Phase::kEnded;
  if (opening_) opening_->cancel();
  opening_ = nullptr;
  error_code ignored;
  close_timer_.cancel(ignored);
  // The close frame that answers the server's, or that tells it what was wrong.
  const bool last_words =
      was_connected && (writing_ || !websocket_->output().empty());
  try {
    if (last_words) {
      close_timer_.expires_after(kLastBytes);
      close_timer_.async_wait([self = shared_from_this()](error_code ec) {
        if (!ec) self->take_down();
      });
      flush();
    } else {
      take_down();
    }
  } catch (const std::exception&) {
    take_down();
  }
  if (auto listener = listener_.lock()) listener->on_closed(verdict);
  listener_.reset();
}

void BeastConnection::take_down() noexcept {
  error_code ignored;
  close_timer_.cancel(ignored);
  // Operations under way hold the stream until they have heard of it.
  if (stream_) stream_->close();
  websocket_ = nullptr;
}

}  // namespace pulsarws
