#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/net/byte_stream.h"
#include "core/net/client_tls.h"
#include "core/net/io.h"
#include "core/net/resolving.h"
#include "core/net/route.h"
#include "core/net/tcp_connecting.h"

namespace pulsarws {

struct OpeningRequest {
  Route route;
  std::shared_ptr<ClientTls> tls;  // null: none, whatever the server's URL says
  std::string user_agent;
  TimePoint deadline;
  std::chrono::milliseconds timeout{0};  // what the deadline came from
};

// The way to a server: its name, or its proxy's, is resolved, TCP connected,
// the proxy asked for the server, TLS begun. Every step ends by the deadline,
// and every failure says which it was and what to do.
class Opening : public std::enable_shared_from_this<Opening> {
  struct Key {};

 public:
  using Stream = std::shared_ptr<ByteStream>;
  using Done = std::function<void(Result<Stream>)>;

  // `done` is called once, from `io`, and not before this returns; not after
  // cancel(). Only from the thread that runs `io`, or before it does.
  static std::shared_ptr<Opening> start(IoContext& io, OpeningRequest request,
                                        Done done);

  // Through start() alone.
  Opening(Key, IoContext& io, OpeningRequest request, Done done);

  // Gives it up.
  void cancel() noexcept;

 private:
  enum class Stage { kName, kTcp, kProxy, kTls };

  void begin();
  void resolve();
  void resolved(Result<Addresses> found);
  void connected(error_code ec, std::optional<Socket> socket);
  void ask_proxy();
  void begin_tls();
  void handshake_done(error_code ec);
  void time_is_up();
  // A handler that belongs to this opening: nothing of it runs after the end,
  // and what it throws is the opening's failure.
  template <typename Handler>
  auto step(Handler handler);

  void finish(Result<Stream> outcome);
  void release() noexcept;
  const std::string& host() const;
  Error unresolved(const std::string& why) const;
  Error unreachable(const error_code& ec) const;
  Error too_late() const;

  IoContext& io_;
  const OpeningRequest request_;
  const std::string server_;  // for sentences
  Done done_;                 // null after the end
  IoWork work_;               // while a name server is asked
  IoTimer deadline_;
  Stage stage_ = Stage::kName;
  std::shared_ptr<const ClientTls::Context> context_;  // null without TLS
  std::shared_ptr<NameLookup> lookup_;
  std::shared_ptr<TcpConnecting> connecting_;
  Stream stream_;
};

// The same, waiting for the outcome: on a thread that nobody else needs.
Result<Opening::Stream> open_and_wait(IoContext& io, OpeningRequest request);

}  // namespace pulsarws
