#include "raw_server.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "loopback_socket.h"

namespace pulsarws::testing {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

TlsContext make_context(const ServerTls& tls) {
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  const TlsIdentity& identity = tls.identity;
  if (SSL_CTX_use_certificate_chain_file(
          context.get(), identity.certificate_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), identity.key_file.c_str(),
                                  SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("cannot use " + identity.certificate_file);
  }
  if (!tls.client_ca_file.empty()) {
    SSL_CTX_load_verify_locations(context.get(), tls.client_ca_file.c_str(),
                                  nullptr);
    SSL_CTX_set_verify(context.get(),
                       SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       nullptr);
  }
  return context;
}

// A blocking byte stream whose waits end when the server stops.
class Stream {
 public:
  Stream(Socket& socket, const WakeUp& stop) : socket_(socket), stop_(stop) {
    set_nonblocking(socket_);
  }

  bool secure(SSL_CTX* context) {
    ssl_.reset(SSL_new(context));
    SSL_set_fd(ssl_.get(), socket_.get());
    return until_done(POLLIN, [this] { return SSL_accept(ssl_.get()); }) == 1;
  }

  // Nothing when the connection or the server has ended.
  std::string read() {
    char buffer[4096];
    const int size = until_done(POLLIN, [&] {
      return ssl_ ? SSL_read(ssl_.get(), buffer, sizeof buffer)
                  : static_cast<int>(
                        recv(socket_.get(), buffer, sizeof buffer, 0));
    });
    return size > 0 ? std::string(buffer, static_cast<std::size_t>(size))
                    : std::string();
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const int size = until_done(POLLOUT, [&] {
        return ssl_ ? SSL_write(ssl_.get(), bytes.data(),
                                static_cast<int>(bytes.size()))
                    : static_cast<int>(send(socket_.get(), bytes.data(),
                                            bytes.size(), MSG_NOSIGNAL));
      });
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

  // False when the server stops.
  bool pause(std::chrono::milliseconds time) const {
    if (time.count() == 0) return true;
    pollfd stopped = {stop_.descriptor(), POLLIN, 0};
    return poll(&stopped, 1, static_cast<int>(time.count())) == 0;
  }

  // Reads nothing, until the client closes or the server stops.
  void wait_for_end() const { wait(POLLRDHUP); }

 private:
  // False when the server stops.
  bool wait(short events) const {
    pollfd states[2] = {{socket_.get(), events, 0},
                        {stop_.descriptor(), POLLIN, 0}};
    poll(states, 2, -1);
    return states[1].revents == 0;
  }

  // Repeats `step` while it would block. TLS knows by itself what it waits for.
  template <typename Step>
  int until_done(short plain_events, Step step) const {
    for (;;) {
      ERR_clear_error();
      const int result = step();
      if (result > 0) return result;
      short events = plain_events;
      if (ssl_) {
        const int error = SSL_get_error(ssl_.get(), result);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
          return result;
        }
        events = error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
      } else if (result == 0 || errno != EAGAIN) {
        return result;
      }
      if (!wait(events)) return -1;
    }
  }

  Socket& socket_;
  const WakeUp& stop_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

std::string header_value(const std::string& request, std::string_view name) {
  const auto same = [](char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) ==
           std::tolower(static_cast<unsigned char>(right));
  };
  const auto found = std::search(request.begin(), request.end(), name.begin(),
                                 name.end(), same);
  if (found == request.end()) return {};
  const auto start =
      static_cast<std::size_t>(found - request.begin()) + name.size();
  const std::size_t first = request.find_first_not_of(" ", start);
  return request.substr(first, request.find('\r', first) - first);
}

std::string accept_of(const std::string& request) {
  const std::string key = header_value(request, "\r\nSec-WebSocket-Key:") +
                          "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest);
  unsigned char accept[2 * SHA_DIGEST_LENGTH];
  EVP_EncodeBlock(accept, digest, sizeof digest);
  return reinterpret_cast<const char*>(accept);
}

std::string switching_protocols(const std::string& accept) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
         accept + "\r\n\r\n";
}

}  // namespace

class RawServer::Engine {
 public:
  explicit Engine(Behaviour behaviour)
      : behaviour_(std::move(behaviour)),
        listening_(listen_loopback()),
        port_(port_of(listening_)) {
    if (behaviour_.tls) context_ = make_context(*behaviour_.tls);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~Engine() {
    stop_.raise();
    acceptor_.join();
    for (Connection& connection : connections_) connection.thread.join();
  }

  std::uint16_t port() const { return port_; }
  std::size_t accepted() const { return accepted_; }
  std::size_t open_now() const { return open_now_; }

 private:
  struct Connection {
    Socket socket;
    std::atomic<bool> ended{false};
    std::thread thread;
  };

  void accept_all() {
    for (;;) {
      pollfd states[2] = {{listening_.get(), POLLIN, 0},
                          {stop_.descriptor(), POLLIN, 0}};
      poll(states, 2, -1);
      if (states[1].revents != 0) return;
      Socket socket(accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      forget_ended();
      if (!socket) continue;
      ++open_now_;
      ++accepted_;
      Connection& connection = connections_.emplace_back();
      connection.socket = std::move(socket);
      connection.thread = std::thread([this, &connection] {
        // OpenSSL writes without MSG_NOSIGNAL.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        serve(connection.socket);
        --open_now_;
        connection.ended = true;
      });
    }
  }

  void forget_ended() {
    for (auto each = connections_.begin(); each != connections_.end();) {
      if (each->ended) {
        each->thread.join();
        each = connections_.erase(each);
      } else {
        ++each;
      }
    }
  }

  void serve(Socket& socket) {
    Stream stream(socket, stop_);
    std::string accept;
    if (reach_stage(stream, accept) &&
        stream.write(with_accept(behaviour_.bytes, accept))) {
      send_endlessly(stream);
      if (behaviour_.after == After::kSilent) stream.wait_for_end();
      if (behaviour_.after == After::kDiscard) {
        while (!stream.read().empty()) {
        }
      }
    }
    if (behaviour_.after == After::kClose) {
      // Unread bytes would turn the FIN into a reset.
      shutdown(socket.get(), SHUT_WR);
      while (!stream.read().empty()) {
      }
      socket.close();
    } else {
      socket.reset();
    }
  }

  void send_endlessly(Stream& stream) {
    if (behaviour_.endless.empty()) return;
    while (stream.write(behaviour_.endless) && stream.pause(behaviour_.pause)) {
    }
  }

  static std::string with_accept(std::string bytes, const std::string& accept) {
    constexpr std::string_view kPlace = "{accept}";
    const std::size_t at = bytes.find(kPlace);
    if (at != std::string::npos) bytes.replace(at, kPlace.size(), accept);
    return bytes;
  }

  bool reach_stage(Stream& stream, std::string& accept) {
    const Stage stage = behaviour_.stage;
    if (stage == Stage::kAccepted) return true;
    if (context_ && !stream.secure(context_.get())) return false;
    if (stage == Stage::kSecured) return true;
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos) {
      const std::string bytes = stream.read();
      if (bytes.empty()) return false;
      request += bytes;
    }
    accept = accept_of(request);
    if (stage == Stage::kRequested) return true;
    return stream.write(behaviour_.before_upgrade +
                        switching_protocols(accept));
  }

  const Behaviour behaviour_;
  TlsContext context_;
  const Socket listening_;
  const std::uint16_t port_;
  WakeUp stop_;
  std::atomic<std::size_t> accepted_{0};
  std::atomic<std::size_t> open_now_{0};
  // The acceptor's, until it has ended. A list, for threads point into it.
  std::list<Connection> connections_;
  std::thread acceptor_;
};

RawServer::RawServer(Behaviour behaviour) : secure_(behaviour.tls.has_value()) {
  engine_ = std::make_unique<Engine>(std::move(behaviour));
}

RawServer::~RawServer() = default;

std::uint16_t RawServer::port() const { return engine_->port(); }

std::string RawServer::url() const {
  return (secure_ ? "wss://127.0.0.1:" : "ws://127.0.0.1:") +
         std::to_string(port());
}

std::size_t RawServer::accepted() const { return engine_->accepted(); }

std::size_t RawServer::open_now() const { return engine_->open_now(); }

RawServer::Behaviour RawServer::silent() { return {}; }

RawServer::Behaviour RawServer::closing() {
  return {Stage::kAccepted, {}, After::kClose};
}

RawServer::Behaviour RawServer::garbage_answer() {
  return {Stage::kRequested, "\x01\x02 this is not HTTP\r\n\r\n",
          After::kClose};
}

RawServer::Behaviour RawServer::garbage_frames() {
  return {Stage::kUpgraded, std::string(64, '\xff'), After::kSilent};
}

RawServer::Behaviour RawServer::silent_upgraded() {
  return {Stage::kUpgraded, {}, After::kSilent};
}

RawServer::Behaviour RawServer::unfinished_close(std::uint16_t code,
                                                 std::string reason) {
  return {Stage::kUpgraded, close_frame(code, reason), After::kDiscard};
}

RawServer::Behaviour over_tls(RawServer::Behaviour behaviour, ServerTls tls) {
  behaviour.tls = std::move(tls);
  return behaviour;
}

std::string frame_header(int opcode, std::uint64_t size) {
  std::string header(1, static_cast<char>(0x80 | opcode));
  int size_bytes = 0;
  if (size < 126) {
    header += static_cast<char>(size);
  } else if (size <= 0xffff) {
    header += static_cast<char>(126);
    size_bytes = 2;
  } else {
    header += static_cast<char>(127);
    size_bytes = 8;
  }
  for (int i = size_bytes - 1; i >= 0; --i) {
    header += static_cast<char>((size >> (8 * i)) & 0xff);
  }
  return header;
}

std::string frame(int opcode, const std::string& payload, bool final) {
  std::string whole = frame_header(opcode, payload.size()) + payload;
  if (!final) whole[0] = static_cast<char>(whole[0] & 0x7f);
  return whole;
}

std::string close_frame(std::uint16_t code, const std::string& reason) {
  const char bytes[] = {static_cast<char>(code >> 8),
                        static_cast<char>(code & 0xff)};
  return frame(8, std::string(bytes, 2) + reason);
}

std::string empty_close_frame() { return frame(8, {}); }

}  // namespace pulsarws::testing
