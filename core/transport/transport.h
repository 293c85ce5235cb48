#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/net/route.h"
#include "core/wire/frame.h"
#include "core/wire/padded_text.h"

namespace pulsarws {

class ClientTls;

struct ConnectRequest {
  Route route;
  std::string path;  // path and query, percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<ClientTls> tls;  // of a wss:// server
  // From connect() to open; over it the attempt has failed.
  std::chrono::milliseconds timeout{10000};
  // Between close() and the confirmation; over it the connection is given up.
  std::chrono::milliseconds close_timeout{5000};
};

// Frames on their way to the server, in order.
class FrameSink {
 public:
  virtual void put(wire::Frame frame) = 0;

 protected:
  ~FrameSink() = default;
};

// What a transport tells, and asks, its owner. All calls for one transport come
// one after the other and in order, on threads of the transport, except for
// pull_frames, which may run beside the others. None of them may block for
// long, none may throw, and none but on_closed may drop the last reference to
// the transport.
class TransportListener {
 public:
  virtual ~TransportListener() = default;

  virtual void on_open() noexcept = 0;
  // wire::kTextPadding bytes behind the text are readable, whatever they are.
  virtual void on_text(std::string_view text) noexcept = 0;
  // What was read in one go is told: now is the time for what is done once for
  // all of it. Follows the last on_text before any other call but pull_frames;
  // a transport that knows of no batches calls it after each.
  virtual void on_batch_end() noexcept = 0;
  // Any other sign of life (a ping or a pong).
  virtual void on_alive() noexcept = 0;
  // The last call, exactly once: refused, lost, timed out or closed. After our
  // own close() the status is kOk.
  virtual void on_closed(const Error& error) noexcept = 0;

  // Hands over frames to be written now, as many as the owner sees fit. Returns
  // whether more are waiting.
  virtual bool pull_frames(FrameSink& sink) noexcept = 0;
};

// Wakes whoever writes a connection's frames.
class FrameWaker {
 public:
  // Frames are waiting: pull_frames will be called soon, once it is open. Not
  // necessary while a pull_frames that has not returned false is owed.
  virtual void notify() noexcept = 0;

 protected:
  ~FrameWaker() = default;
};

// One connection, from its attempt to its end. Owns its threads; none of the
// calls blocks, and none calls the listener back before it returns.
class Transport : public FrameWaker {
 public:
  virtual ~Transport() = default;

  // Once, first.
  virtual void connect(ConnectRequest request,
                       std::weak_ptr<TransportListener> listener) = 0;

  // Sends a ping; the answer is told by on_alive.
  virtual void ping() noexcept = 0;

  // Closes in order; on_closed follows within the request's close_timeout. May
  // be called at any time, also while connecting.
  virtual void close(std::uint16_t code, std::string reason) noexcept = 0;

  // Gives the connection up now, with `error` for on_closed, which follows at
  // once from another thread.
  virtual void abandon(Error error) noexcept = 0;

  // How long the write under way has lasted; zero where none is.
  virtual std::chrono::milliseconds write_stall() const noexcept = 0;
};

using TransportFactory = std::function<std::shared_ptr<Transport>()>;

}  // namespace pulsarws
