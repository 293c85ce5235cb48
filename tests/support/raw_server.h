#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "tls_identity.h"

namespace pulsarws::testing {

// A server on 127.0.0.1 that misbehaves in ways a WebSocket library cannot:
// it gets as far as `stage`, sends `bytes`, and ends as `after` says.
class RawServer {
 public:
  enum class Stage {
    kAccepted,   // TCP is open; no TLS handshake, nothing read
    kSecured,    // the TLS handshake is done (without TLS: as kAccepted)
    kRequested,  // the HTTP request has been read to its blank line
    kUpgraded,   // a correct 101 has been sent
  };
  enum class After {
    kSilent,   // TCP stays open; nothing is read or sent again
    kDiscard,  // TCP stays open; all is read and nothing answered
    kClose,    // orderly FIN, without a TLS close_notify
    kReset,    // TCP reset
  };
  struct Behaviour {
    Stage stage = Stage::kAccepted;
    // In it, "{accept}" is the answer to the request's key.
    std::string bytes = {};
    After after = After::kSilent;
    // Sent over and over before `after`, with nothing read, until the client
    // has gone; after each a pause.
    std::string endless = {};
    std::chrono::milliseconds pause{0};
    std::optional<ServerTls> tls = {};
    std::string before_upgrade = {};  // sent before the 101
  };

  explicit RawServer(Behaviour behaviour);
  // Ends all connections.
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const;
  // `ws://127.0.0.1:PORT`, with TLS `wss://127.0.0.1:PORT`. A server that
  // stops at kAccepted serves both schemes.
  std::string url() const;
  // Connections accepted so far.
  std::size_t accepted() const;
  // Connections still open. A kept one ends when the client closes it.
  std::size_t open_now() const;

  // The usual suspects.
  static Behaviour silent();          // also for a TLS handshake never answered
  static Behaviour closing();         // accepts and closes
  static Behaviour garbage_answer();  // not HTTP
  static Behaviour garbage_frames();  // 101, then bytes that are no frames
  static Behaviour silent_upgraded();  // 101, then nothing, nothing read
  // 101, then a close frame, and TCP stays open; `discard` reads on.
  static Behaviour unfinished_close(std::uint16_t code, std::string reason);

  class Engine;

 private:
  std::unique_ptr<Engine> engine_;
  bool secure_ = false;
};

// The same behaviour over TLS.
RawServer::Behaviour over_tls(RawServer::Behaviour behaviour, ServerTls tls);

// Frames as a server sends them, legal or not.
std::string close_frame(std::uint16_t code, const std::string& reason);
std::string empty_close_frame();
// `opcode` 0 to 15 (1 is text), `final` false for a fragment.
std::string frame(int opcode, const std::string& payload, bool final = true);
// A frame header that announces `size` bytes, none of which follow.
std::string frame_header(int opcode, std::uint64_t size);

}  // namespace pulsarws::testing
