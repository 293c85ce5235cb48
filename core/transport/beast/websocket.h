#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/net/io.h"

namespace pulsarws {

// What a WebSocket says of what it was fed. None of it may destroy it.
class WebSocketListener {
 public:
  // Bytes behind the text are readable, as TransportListener::on_text says.
  virtual void on_websocket_text(std::string_view text) noexcept = 0;
  virtual void on_websocket_binary(std::string_view bytes) noexcept = 0;
  // Its answer is in the output.
  virtual void on_ping(std::size_t payload) noexcept = 0;
  virtual void on_pong() noexcept = 0;
  // The end of what is read: the server has closed with this code (0: with
  // none), also in answer to our close; the output then ends with the answer.
  virtual void on_websocket_closed(int code, std::string reason) noexcept = 0;
  // The server broke the protocol, or our limits: it is told, in the output.
  virtual void on_websocket_broken(const error_code& why) noexcept = 0;
  // What fail() was given.
  virtual void on_websocket_failed(const error_code& why) noexcept = 0;

 protected:
  ~WebSocketListener() = default;
};

struct WebSocketSettings {
  std::size_t largest_message = 0;
  // What the server agreed to of offered_extensions(), empty: nothing.
  std::string extensions;
};

// A client's WebSocket connection as a codec in memory: bytes of the network
// in, messages out, and the other way round. On Boost.Beast's stream; for one
// thread alone.
class WebSocket {
 public:
  // What to ask a server for that is to compress messages.
  static std::string offered_extensions();

  // The handshake has been made. Throws where Beast does not take what the
  // server agreed to. `listener` must outlive it.
  WebSocket(IoContext& io, const WebSocketSettings& settings,
            WebSocketListener& listener);
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  // Where the network's bytes go, and how many have come there. Then the
  // listener hears of them.
  struct Room {
    void* place;
    std::size_t size;
  };
  Room prepare();
  void commit(std::size_t size);
  void feed(std::string_view bytes);
  // Reading from the network has failed.
  void fail(const error_code& why);

  // These add to the output. close() at most once, and no text behind it.
  enum class Kind : std::uint8_t { kText, kBinary };
  void write(std::string_view message, Kind kind = Kind::kText);
  void ping();
  void close(std::uint16_t code, const std::string& reason);

  // What is to be sent, in order; whoever sends it takes it out.
  std::string& output() noexcept;

 private:
  struct Stream;
  class ReadHandler;
  void read();
  void have_read(const error_code& ec);

  WebSocketListener& listener_;
  const std::unique_ptr<Stream> stream_;
};

}  // namespace pulsarws
