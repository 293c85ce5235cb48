#include "core/transport/beast/websocket.h"

#include <openssl/rand.h>

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "core/transport/beast/memory_pipe.h"
#include "core/wire/padded_text.h"

namespace pulsarws {
namespace {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

// A buffer that one large message has made larger than this is let go.
constexpr std::size_t kKeptBuffer = 64 * 1024;

}  // namespace

struct WebSocket::Stream {
  explicit Stream(IoContext& io) : socket(io.get_executor()) {}

  MemoryPipe& pipe() { return socket.next_layer(); }

  websocket::stream<MemoryPipe, true> socket;
  beast::flat_buffer message;
};

// Hears of each message, in the pipe's pump().
class WebSocket::ReadHandler {
 public:
  using executor_type = PumpExecutor;

  explicit ReadHandler(WebSocket& socket) : socket_(&socket) {}

  executor_type get_executor() const noexcept {
    return PumpExecutor(socket_->stream_->pipe());
  }
  void operator()(const error_code& ec, std::size_t) const {
    socket_->have_read(ec);
  }

 private:
  WebSocket* socket_;
};

std::string WebSocket::offered_extensions() {
  return "permessage-deflate; client_max_window_bits";
}

WebSocket::WebSocket(IoContext& io, const WebSocketSettings& settings,
                     WebSocketListener& listener)
    : listener_(listener), stream_(std::make_unique<Stream>(io)) {
  auto& socket = stream_->socket;
  if (!settings.extensions.empty()) {
    websocket::permessage_deflate deflate;
    deflate.client_enable = true;
    socket.set_option(deflate);
  }
  socket.read_message_max(settings.largest_message);
  socket.auto_fragment(false);
  socket.text(true);
  socket.control_callback(
      [this](websocket::frame_type kind, beast::string_view payload) {
        if (kind == websocket::frame_type::ping) {
          listener_.on_ping(payload.size());
        } else if (kind == websocket::frame_type::pong) {
          listener_.on_pong();
        }
      });
  // Beast's stream cannot take over a connection whose handshake was made
  // elsewhere, so it makes another one, in memory.
  stream_->pipe().rehearse(settings.extensions);
  socket.handshake("server", "/");
  stream_->pipe().rehearsed();
  read();
}

WebSocket::~WebSocket() = default;

WebSocket::Room WebSocket::prepare() {
  auto room = stream_->pipe().prepare();
  return {room.data(), room.size()};
}

void WebSocket::commit(std::size_t size) {
  stream_->pipe().commit(size);
  stream_->pipe().pump();
}

void WebSocket::feed(std::string_view bytes) {
  stream_->pipe().feed(bytes);
  stream_->pipe().pump();
}

void WebSocket::fail(const error_code& why) {
  stream_->pipe().fail(why);
  stream_->pipe().pump();
}

void WebSocket::read() {
  stream_->socket.async_read(stream_->message, ReadHandler(*this));
}

void WebSocket::have_read(const error_code& ec) {
  auto& socket = stream_->socket;
  if (ec == websocket::error::closed) {
    const auto& why = socket.reason();
    listener_.on_websocket_closed(
        static_cast<int>(why.code),
        std::string(why.reason.data(), why.reason.size()));
    return;
  }
  if (ec) {
    // One that our close has overtaken is told by that.
    if (ec == boost::asio::error::operation_aborted) return;
    const bool broken = ec == websocket::condition::protocol_violation ||
                        ec == websocket::error::message_too_big ||
                        ec == websocket::error::buffer_overflow ||
                        ec == websocket::error::partial_deflate_block;
    if (broken) {
      listener_.on_websocket_broken(ec);
    } else {
      listener_.on_websocket_failed(ec);
    }
    return;
  }
  auto& message = stream_->message;
  message.reserve(message.size() + wire::kTextPadding);
  const std::string_view bytes(static_cast<const char*>(message.data().data()),
                               message.size());
  if (socket.got_text()) {
    listener_.on_websocket_text(bytes);
  } else {
    listener_.on_websocket_binary(bytes);
  }
  message.clear();
  if (message.capacity() > kKeptBuffer) message.shrink_to_fit();
  read();
}

void WebSocket::write(std::string_view message, Kind kind) {
  stream_->socket.text(kind == Kind::kText);
  stream_->socket.write(boost::asio::buffer(message.data(), message.size()));
}

void WebSocket::ping() { stream_->socket.ping({}); }

// Written by hand: Beast's own close would take the reading over, and drop what
// still comes before the server's answer.
void WebSocket::close(std::uint16_t code, const std::string& reason) {
  constexpr char kFinalClose = static_cast<char>(0x88);
  constexpr char kMasked = static_cast<char>(0x80);
  std::string payload = {static_cast<char>(code >> 8),
                         static_cast<char>(code & 0xFF)};
  payload += reason;
  std::array<unsigned char, 4> mask = {};
  RAND_bytes(mask.data(), static_cast<int>(mask.size()));
  std::string& out = output();
  out += kFinalClose;
  out += static_cast<char>(kMasked | static_cast<char>(payload.size()));
  out.append(mask.begin(), mask.end());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(payload[i] ^ mask[i % mask.size()]);
  }
}

std::string& WebSocket::output() noexcept { return stream_->pipe().output(); }

}  // namespace pulsarws
