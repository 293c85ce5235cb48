#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tls_identity.h"

namespace pulsarws::testing {

// What a client asked when it wanted to open a WebSocket.
struct Handshake {
  // Counts all handshakes of a server from 0; names the connection afterwards.
  std::size_t connection = 0;
  // As sent, still percent-encoded.
  std::string path;
  std::string query;
  // Names in lower case.
  std::map<std::string, std::string> headers;

  // The raw (still percent-encoded) value of a query parameter, or nothing.
  std::optional<std::string> parameter(std::string_view name) const;
};

// The answers to a handshake.
struct Accept {};
// An HTTP error. Without a `body`, it is Jetty's page with `reason` in its
// title.
struct Refuse {
  int status = 400;
  std::string reason;
  std::string body = {};
};
// TCP reset, without an answer.
struct HangUp {};
// TCP stays open, nothing is answered, for ever.
struct Silent {};
using Answer = std::variant<Accept, Refuse, HangUp, Silent>;

// The HTML page with which Jetty refuses a request: `Error STATUS REASON` in
// its title, HTML-escaped.
std::string jetty_error_page(int status, std::string_view reason);

// One open WebSocket, seen from the server. All functions may be called on any
// thread, after the connection or the server is gone too: then they do
// nothing. On the server's thread they take effect before they return.
class Session {
 public:
  virtual ~Session() = default;
  virtual const Handshake& handshake() const = 0;
  std::size_t connection() const { return handshake().connection; }

  virtual void send(std::string text) = 0;
  virtual void send_binary(std::string bytes) = 0;
  virtual void ping(std::string payload = {}) = 0;
  // Starts the closing handshake with a legal close code. RawServer can send
  // illegal ones.
  virtual void close(std::uint16_t code, std::string reason = {}) = 0;
  // TCP reset.
  virtual void drop() = 0;
  // Sending goes on, but nothing is read any more (at most what one read in
  // progress brings, and that is not handled): no text, no pong, no close.
  virtual void stop_reading() = 0;
  // Neither reads nor sends again, and keeps TCP open: a dead peer.
  virtual void freeze() = 0;
  // Whether pings are answered; they are until this says false.
  virtual void answer_pings(bool answer) = 0;
};
using SessionPtr = std::shared_ptr<Session>;

// What the server does. An empty hook accepts or ignores. All hooks run on the
// server's thread, one at a time: no assertions of the test framework in them,
// no waiting, no exceptions.
struct Script {
  std::function<Answer(const Handshake&)> on_handshake;
  std::function<void(const SessionPtr&)> on_open;
  std::function<void(const SessionPtr&, const std::string& text)> on_text;
  // The session has ended, however it did.
  std::function<void(const SessionPtr&)> on_close;
};

// A Script for `Refuse` and the like: the same answer to every handshake.
Script always(Answer answer);

// All that came to a server, in order.
struct ServerRecord {
  struct Text {
    std::size_t connection = 0;
    std::string text;
  };
  struct Close {
    std::size_t connection = 0;
    // What the client's close frame said; 1005 without a code, 1006 without a
    // frame.
    std::uint16_t code = 0;
    std::string reason;
  };
  std::vector<Handshake> handshakes;
  std::vector<Text> texts;
  std::vector<Close> closes;
  // Whom TLS handshakes asked for (SNI); empty where for nobody.
  std::vector<std::string> server_names;
  std::size_t opened = 0;
  std::size_t binaries = 0;
  std::size_t pings = 0;
  std::size_t pongs = 0;

  std::size_t open_now() const { return opened - closes.size(); }
};

// A WebSocket server on 127.0.0.1 with one thread of its own, which follows a
// script. The destructor resets all connections.
class ScriptedServer {
 public:
  struct Options {
    // 0 is any free port; a number serves tests of a server that comes back.
    std::uint16_t port = 0;
    // Plain ws:// without.
    std::optional<ServerTls> tls = {};
    // On [::1] instead of 127.0.0.1.
    bool ipv6 = false;
    // Off for long runs: texts are then not kept in the record.
    bool keep_texts = true;
  };

  explicit ScriptedServer(Script script);
  ScriptedServer(Script script, Options options);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const;
  // `ws://127.0.0.1:PORT`, with TLS `wss://127.0.0.1:PORT`.
  std::string url() const;

  // The sessions open now, oldest first.
  std::vector<SessionPtr> sessions() const;
  // Resets every connection; new ones are accepted as before.
  void drop_all();

  ServerRecord record() const;
  // See Recorded::wait_until.
  bool wait_until(const std::function<bool(const ServerRecord&)>& predicate,
                  std::chrono::milliseconds within) const;

  // The two implementations, ws and wss, share this.
  class Engine;

 private:
  std::shared_ptr<Engine> engine_;
  std::string scheme_and_host_;
};

}  // namespace pulsarws::testing
