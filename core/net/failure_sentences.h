#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/wire/proxy_url.h"

namespace pulsarws {

// The errors of the transport in words: what happened, where, and what to do.
// `server` is a URL without a path, "wss://localhost:9443".

// An upgrade that was answered with an HTTP status other than 101. `words` is
// what the server said about it, if anything.
Error refused_upgrade(int http_status, std::string_view phrase,
                      std::string_view words, std::string_view server);
// The same, where the answer sends us elsewhere; `location` may be empty.
Error redirected_upgrade(int http_status, std::string_view location,
                         std::string_view server);
// What is no WebSocket service, or is not reached as one.
Error no_websocket(std::string_view what, std::string_view server);
// The same, when the reason could not be found out.
Error refused_upgrade_unexplained(std::string_view server);

Error unresolved_name(std::string_view host, std::string_view why,
                      std::string_view server);
Error no_connection_in_time(std::chrono::milliseconds timeout,
                            std::string_view server);
// How far it had come by then: no answer from name servers, no TLS handshake,
// no answer to the upgrade.
Error no_name_in_time(std::chrono::milliseconds timeout, std::string_view host,
                      std::string_view server);
Error no_tls_in_time(std::chrono::milliseconds timeout,
                     std::string_view server);
Error no_upgrade_in_time(std::chrono::milliseconds timeout,
                         std::string_view server);
Error no_slot_in_time(std::chrono::milliseconds timeout, std::size_t parked,
                      std::size_t limit, std::string_view server);
// Limits of websocketpp's own.
Error no_tcp_connection_in_5_seconds(std::string_view server);
Error no_tls_in_5_seconds(std::string_view server);
Error no_upgrade_in_5_seconds(std::string_view server);

// A TLS handshake that failed for another reason than the server's certificate.
struct HandshakeFailure {
  enum class Kind {
    kUnknown,
    kVersion,          // no version that both speak
    kNothingInCommon,  // no ciphers; or the server wants a certificate
    kCertificate,      // an alert about our certificate
  };
  Kind kind = Kind::kUnknown;
  std::string words;  // OpenSSL's
  bool certificate_asked = false;
  std::string certificate_sent;  // what it is, if there is one
};
Error failed_handshake(const HandshakeFailure& failure,
                       std::string_view server);

// The HTTP proxy on the way; `server` names it too.
Error refused_by_proxy(int http_status, const wire::ProxyServer& proxy,
                       std::string_view server);
Error failed_proxy(std::string_view what, const wire::ProxyServer& proxy,
                   std::string_view server);
Error no_proxy_in_time(std::chrono::milliseconds timeout,
                       const wire::ProxyServer& proxy, std::string_view server);

// An open connection that ended without our asking; `code` is a WebSocket close
// code, 1006 or less than 1000 where the server sent none.
Error lost_connection(int code, std::string_view reason,
                      std::string_view server);
Error failed_write(std::string_view what, std::string_view server);
Error bad_message(std::string_view what, std::string_view server);

// What was sent is no WebSocket; the server closed nothing, we do.
Error broken_protocol(std::string_view what, std::string_view server);
// Final: whoever takes no larger ones never comes past it.
Error too_large_message(std::size_t limit, std::string_view server,
                        std::string_view advice);
// So many pings are answered, and the answers wait.
Error unread_pongs(std::uint64_t pings, std::string_view server);

// This process, or the system, has no more of something that a connection
// needs; `what` is the system's sentence.
Error out_of_resources(std::string_view what, std::string_view server);

// The port would be another word than the one in the URL.
Error grouped_port(std::string_view server);

// A handler of a connection could not go on, mostly for want of memory;
// allocates nothing where there is none.
Error failed_handler(const char* what, std::string_view server) noexcept;

// What a server says, for a sentence: one line of bounded length.
std::string words_of_server(std::string_view words);

// What Pulsar says in the body of a refusal: the words after the number in the
// HTML title, or the errorMsg of the JSON that stands there; else the start of
// a plain body.
std::string words_of_refusal(int http_status, std::string_view body);

}  // namespace pulsarws
