#pragma once

#include <cstdint>
#include <string_view>

namespace pulsarws::mock {

// The client at the other end of a WebSocket. Its calls take effect later: a
// session may be called again only when it has returned.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual void send(std::string_view text) = 0;
  // Begins the closing handshake.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  // Closes TCP without a close frame, behind what has been sent.
  virtual void drop() = 0;
  // Whether what has been sent is on its way: if not, on_room() tells when.
  virtual bool has_room() const = 0;
};

// What the client of a WebSocket speaks to: a producer, a consumer or a reader.
// It ends with its connection.
class Session {
 public:
  virtual ~Session() = default;

  // The handshake is over.
  virtual void begin(Peer& peer) = 0;
  virtual void on_text(std::string_view text) = 0;
  virtual void on_room() {}
};

}  // namespace pulsarws::mock
