#include "core/transport/cpprest/cpprest_socket.h"

#include <cpprest/ws_client.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "core/net/openssl_at_exit.h"
#include "core/net/server_name.h"
#include "core/net/shortage.h"
#include "core/transport/cpprest/cpprest_at_exit.h"
#include "core/transport/cpprest/task_scheduler.h"

namespace pulsarws {
namespace {

namespace ws = web::websockets::client;

// A tunnel is cut when the time to close is over, which ends the connection: a
// close of ours on another thread may not meet that. So this waits it out.
constexpr std::chrono::seconds kTunnelsCut{5};

constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kPolicyViolation = 1008;

SocketFailure failure_of(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const ws::websocket_exception& failed) {
    return {failed.error_code(), failed.what()};
  } catch (const std::exception& failed) {
    return {{}, failed.what(), is_shortage(failed)};
  } catch (...) {
    return {{}, "unknown exception"};
  }
}

// Every task of cpprestsdk's must be observed: an exception that nobody looks
// at ends the process.
template <typename Call>
std::optional<SocketFailure> observe(Call&& call) noexcept {
  try {
    call().get();
    return std::nullopt;
  } catch (...) {
    return failure_of(std::current_exception());
  }
}

ws::websocket_client_config config_of(const ConnectRequest& request,
                                      const std::string& user_agent,
                                      SocketTls* tls,
                                      const wire::ProxyServer* proxy) {
  ws::websocket_client_config config;
  config.set_user_agent(user_agent);
  for (const auto& [name, value] : request.headers) {
    config.headers().add(name, value);
  }
  if (tls) {
    const ClientTls& settings = tls->settings;
    config.set_validate_certificates(!settings.settings().allow_insecure);
    config.set_ssl_context_callback([tls](boost::asio::ssl::context& context) {
      tls->settings.apply(context.native_handle(), *tls->material,
                          tls->verdict);
      correct_server_names(context.native_handle());
    });
  }
  if (proxy) {
    web::web_proxy through("http://" + proxy->host_and_port());
    through.set_credentials(web::credentials(proxy->user, proxy->password));
    config.set_proxy(through);
  }
  return config;
}

// Reads the bytes where they are; extract_string() would cost a task and a
// copy.
template <typename Read>
void read_body(const ws::websocket_incoming_message& message, Read read) {
  auto body = message.body().streambuf();
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (body.acquire(bytes, size) && bytes) {
    read(std::string_view(reinterpret_cast<const char*>(bytes), size));
    body.release(bytes, size);
    return;
  }
  std::string copy(message.length(), '\0');
  size = body.scopy(reinterpret_cast<std::uint8_t*>(copy.data()), copy.size());
  copy.resize(size);
  read(std::string_view(copy));
}

// Whether the connection may go on.
bool tell_message(const ws::websocket_incoming_message& message,
                  SocketListener& listener) noexcept {
  bool go_on = true;
  try {
    switch (message.message_type()) {
      case ws::websocket_message_type::text_message:
        read_body(message,
                  [&](std::string_view text) { listener.on_message(text); });
        break;
      case ws::websocket_message_type::ping:
        read_body(message, [&](std::string_view payload) {
          go_on = listener.on_ping(payload);
        });
        break;
      case ws::websocket_message_type::pong:
        read_body(message,
                  [&](std::string_view payload) { listener.on_pong(payload); });
        break;
      default:
        listener.on_bad_message("a binary message");
    }
  } catch (const std::exception&) {
    listener.on_bad_message("a frame for which there is no memory");
  }
  return go_on;
}

}  // namespace

// websocketpp must hear of our close on its own thread: elsewhere it may set a
// connection that the server is just ending from closed back to closing, and
// end it a second time, for which cpprestsdk aborts the process. The way onto
// that thread is the handler of whatever comes; the answer to a ping does.
struct CpprestSocket::Client {
  Client(const ConnectRequest& request, const std::string& user_agent,
         SocketTls* check, const wire::ProxyServer* proxy)
      : tls(check != nullptr),
        uri(uri_of(request)),
        patience(request.close_timeout +
                 (proxy ? kTunnelsCut : std::chrono::seconds(0))),
        socket(config_of(request, user_agent, check, proxy)) {}

  // What a close that is begun says does not change any more.
  void want_close(std::uint16_t with, const std::string& because) {
    std::lock_guard lock(mutex);
    if (std::exchange(close_named, true)) return;
    code = with;
    reason = because;
    close_wanted = true;
  }

  void close_if_wanted() noexcept {
    if (!close_wanted.load(std::memory_order_relaxed)) return;
    if (!close_wanted.exchange(false)) return;
    CpprestInUse held;
    try {
      // The task ends with the connection and never fails; so it needs no
      // observer.
      socket.close(static_cast<ws::websocket_close_status>(code), reason);
    } catch (...) {
      // The destructor closes once more.
    }
    note_end();
  }

  void note_end() noexcept {
    std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
  }

  // Whoever is told destroys the handlers, so nothing of theirs comes after.
  void note_closed() noexcept {
    std::lock_guard lock(mutex);
    closed = true;
    changed.notify_all();
  }

  const bool tls;
  const std::string uri;
  const std::chrono::milliseconds patience;
  bool close_named = false;  // by mutex
  std::uint16_t code = 0;
  std::string reason;
  std::atomic<bool> close_wanted{false};  // code and reason are there
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;   // by mutex: closing has begun, or it is closed
  bool closed = false;  // by mutex: the last handler has run
  bool opened = false;  // by the thread that connects
  ws::websocket_callback_client socket;
};

CpprestSocket::CpprestSocket(const ConnectRequest& request,
                             const std::string& user_agent, SocketTls* tls,
                             const wire::ProxyServer* proxy,
                             SocketListener& listener)
    : client_(std::make_unique<Client>(request, user_agent, tls, proxy)) {
  client_->socket.set_message_handler(
      [client = client_.get(),
       &listener](const ws::websocket_incoming_message& message) noexcept {
        if (!tell_message(message, listener)) {
          client->want_close(kPolicyViolation, "");
        }
        client->close_if_wanted();
      });
  client_->socket.set_close_handler(
      [client = client_.get(), &listener](ws::websocket_close_status status,
                                          const std::string& reason,
                                          const std::error_code&) noexcept {
        client->note_end();
        listener.on_socket_closed(static_cast<int>(status), reason);
        client->note_closed();
      });
}

// The client's own destructor waits for its handlers too, but not while a send,
// on a thread of another scheduler's, has yet to let go of it.
CpprestSocket::~CpprestSocket() {
  if (!client_->opened) return;
  client_->want_close(kGoingAway, "");
  client_->close_if_wanted();
  std::unique_lock lock(client_->mutex);
  client_->changed.wait(lock, [this] { return client_->closed; });
}

std::optional<SocketFailure> CpprestSocket::connect() noexcept {
  using For = OpensslInUse::For;
  std::optional<OpensslInUse> handshake;
  if (client_->tls) handshake.emplace(For::kHandshake);
  auto failed = observe([&] {
    // The system's certificates are loaded before this returns.
    std::optional<OpensslInUse> setup;
    if (client_->tls) setup.emplace(For::kSetup);
    return client_->socket.connect(client_->uri);
  });
  client_->opened = !failed;
  return failed;
}

std::optional<SocketFailure> CpprestSocket::send(std::string&& text) noexcept {
  InlineTasks here;
  CpprestInUse held;
  return observe([&] {
    ws::websocket_outgoing_message message;
    message.set_utf8_message(std::move(text));
    return client_->socket.send(message);
  });
}

std::optional<SocketFailure> CpprestSocket::send_ping(
    const std::string& payload) noexcept {
  InlineTasks here;
  CpprestInUse held;
  return observe([&] {
    ws::websocket_outgoing_message message;
    message.set_ping_message(payload);
    return client_->socket.send(message);
  });
}

void CpprestSocket::close(std::uint16_t code,
                          const std::string& reason) noexcept {
  client_->want_close(code, reason);
  if (!send_ping("close")) {
    std::unique_lock lock(client_->mutex);
    client_->changed.wait_for(lock, client_->patience,
                              [this] { return client_->ended; });
  }
  // Of a server that says nothing any more no close is to be feared either.
  client_->close_if_wanted();
}

std::string uri_of(const ConnectRequest& request) {
  return request.route.server.to_string() + request.path;
}

}  // namespace pulsarws
