#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/net/client_tls.h"
#include "core/net/tls_verdict.h"
#include "core/transport/transport.h"

namespace pulsarws {

// What cpprestsdk says when something fails: a code of websocketpp's, if any.
struct SocketFailure {
  std::error_code code;
  std::string what;
  bool shortage = false;  // see is_shortage
};

// TLS of one connection: how to set it up, and what became of it.
struct SocketTls {
  const ClientTls& settings;
  std::shared_ptr<const TlsMaterial> material;
  TlsVerdict verdict;

  SocketTls(const ClientTls& tls, std::shared_ptr<const TlsMaterial> read,
            const Route& route)
      : settings(tls),
        material(std::move(read)),
        verdict(tls.settings(), *material, route) {}
};

// What a socket tells, one call at a time until on_socket_closed, on threads of
// cpprestsdk.
class SocketListener {
 public:
  virtual void on_message(std::string_view text) noexcept = 0;
  // Something came that cannot be handed over; `why` says what.
  virtual void on_bad_message(const char* why) noexcept = 0;
  // Its answer is queued when this returns true, and the connection closed at
  // once when it does not.
  virtual bool on_ping(std::string_view payload) noexcept = 0;
  virtual void on_pong(std::string_view payload) noexcept = 0;
  // Exactly once for a socket that connect() has started, whatever became of
  // it, unless cpprestsdk hangs. The code is the server's, if it sent one.
  virtual void on_socket_closed(int code, std::string reason) noexcept = 0;

 protected:
  ~SocketListener() = default;
};

// The only place that touches websocket_callback_client: one connection, used
// and destroyed by one thread. All calls but send may wait as long as
// cpprestsdk does, which may be for ever; send hangs only when the connection
// is dead. None throws.
class CpprestSocket {
 public:
  // `listener` and `tls` (null for ws://) must outlive the socket. `proxy`,
  // null for none, must answer in HTTP: nonsense ends the process.
  CpprestSocket(const ConnectRequest& request, const std::string& user_agent,
                SocketTls* tls, const wire::ProxyServer* proxy,
                SocketListener& listener);
  // Closes what is open, and waits for the end.
  ~CpprestSocket();
  CpprestSocket(const CpprestSocket&) = delete;
  CpprestSocket& operator=(const CpprestSocket&) = delete;

  std::optional<SocketFailure> connect() noexcept;
  std::optional<SocketFailure> send(std::string&& text) noexcept;
  std::optional<SocketFailure> send_ping(const std::string& payload) noexcept;
  // Starts the closing handshake, behind a ping that the server has
  // `close_timeout` to answer; `code` must be a legal one.
  void close(std::uint16_t code, const std::string& reason) noexcept;

 private:
  struct Client;
  const std::unique_ptr<Client> client_;
};

// The URI of a request, whose path arrives at the server byte for byte.
std::string uri_of(const ConnectRequest& request);

}  // namespace pulsarws
