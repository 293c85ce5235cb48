#include "scripted_server.h"

#include <algorithm>
#include <cctype>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <websocketpp/config/asio.hpp>
#include <websocketpp/server.hpp>

#include "loopback_socket.h"
#include "recorded.h"

namespace pulsarws::testing {

class ScriptedServer::Engine {
 public:
  virtual ~Engine() = default;
  virtual void stop() = 0;
  virtual std::uint16_t port() const = 0;
  virtual std::vector<SessionPtr> sessions() const = 0;

  Recorded<ServerRecord> record;
};

namespace {

namespace asio = websocketpp::lib::asio;
using websocketpp::connection_hdl;
using PlainConfig = websocketpp::config::asio;

// Like a real server, it sends its TLS close_notify and hardly waits for the
// client's, so that the end of a session is seen soon.
struct TlsConfig : websocketpp::config::asio_tls {
  struct transport_config : websocketpp::config::asio_tls::transport_config {
    static const long timeout_socket_shutdown = 100;
  };
  using transport_type =
      websocketpp::transport::asio::endpoint<transport_config>;
};

std::shared_ptr<asio::ssl::context> make_tls_context(const ServerTls& tls) {
  auto context =
      std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  context->use_certificate_chain_file(tls.identity.certificate_file);
  context->use_private_key_file(tls.identity.key_file, asio::ssl::context::pem);
  if (tls.tls12_only) {
    SSL_CTX_set_max_proto_version(context->native_handle(), TLS1_2_VERSION);
  }
  if (!tls.client_ca_file.empty()) {
    context->load_verify_file(tls.client_ca_file);
    context->set_verify_mode(asio::ssl::verify_peer |
                             asio::ssl::verify_fail_if_no_peer_cert);
  }
  return context;
}

template <typename Request>
Handshake handshake_of(const Request& request) {
  Handshake handshake;
  const std::string& uri = request.get_uri();
  const std::size_t question = uri.find('?');
  handshake.path = uri.substr(0, question);
  if (question != std::string::npos) {
    handshake.query = uri.substr(question + 1);
  }
  for (const auto& [name, value] : request.get_headers()) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
      return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    handshake.headers[lower] = value;
  }
  return handshake;
}

template <typename Config>
class EngineOn;

template <typename Config>
class SessionOn final : public Session,
                        public std::enable_shared_from_this<SessionOn<Config>> {
 public:
  SessionOn(std::weak_ptr<EngineOn<Config>> engine, connection_hdl handle,
            Handshake handshake)
      : engine_(std::move(engine)),
        handle_(std::move(handle)),
        handshake_(std::move(handshake)) {}

  const Handshake& handshake() const override { return handshake_; }

  void send(std::string text) override {
    with_connection([text = std::move(text)](auto& connection) {
      connection.send(text, websocketpp::frame::opcode::text);
    });
  }
  void send_binary(std::string bytes) override {
    with_connection([bytes = std::move(bytes)](auto& connection) {
      connection.send(bytes, websocketpp::frame::opcode::binary);
    });
  }
  void ping(std::string payload) override {
    with_connection([payload = std::move(payload)](auto& connection) {
      std::error_code ignored;
      connection.ping(payload, ignored);
    });
  }
  void close(std::uint16_t code, std::string reason) override {
    with_connection([code, reason = std::move(reason)](auto& connection) {
      std::error_code ignored;
      connection.close(code, reason, ignored);
    });
  }
  void drop() override {
    with_connection([self = this->shared_from_this()](auto& connection) {
      self->deaf_ = true;
      reset(connection);
      self->let_end(connection);
    });
  }
  void stop_reading() override {
    with_connection([self = this->shared_from_this()](auto& connection) {
      self->deaf_ = true;
      self->stopped_reading_ = true;
      connection.pause_reading();
    });
  }
  void freeze() override;
  void answer_pings(bool answer) override {
    with_connection([self = this->shared_from_this(), answer](auto&) {
      self->answers_pings_ = answer;
    });
  }

  // For the engine, on its thread.
  bool deaf() const { return deaf_; }
  bool answers_pings() const { return answers_pings_ && !deaf_; }

  template <typename Connection>
  static void reset(Connection& connection) {
    auto& socket = connection.get_raw_socket();
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
  }

 private:
  // Only a read notices that the socket has been taken away.
  template <typename Connection>
  void let_end(Connection& connection) {
    if (std::exchange(stopped_reading_, false)) connection.resume_reading();
  }

  // Calls `act(connection)` on the engine's thread if both are still there.
  template <typename Act>
  void with_connection(Act act) const;

  const std::weak_ptr<EngineOn<Config>> engine_;
  const connection_hdl handle_;
  const Handshake handshake_;
  bool deaf_ = false;
  bool stopped_reading_ = false;
  bool answers_pings_ = true;
};

template <typename Config>
class EngineOn final : public ScriptedServer::Engine,
                       public std::enable_shared_from_this<EngineOn<Config>> {
 public:
  using Endpoint = websocketpp::server<Config>;
  using SessionOfThis = SessionOn<Config>;
  static constexpr bool kTls = std::is_same_v<Config, TlsConfig>;

  EngineOn(Script script, const ScriptedServer::Options& options)
      : script_(std::move(script)), keep_texts_(options.keep_texts) {
    endpoint_.clear_access_channels(websocketpp::log::alevel::all);
    endpoint_.clear_error_channels(websocketpp::log::elevel::all);
    endpoint_.init_asio(&io_);
    endpoint_.set_reuse_addr(true);
    endpoint_.set_pong_timeout(0);
    if constexpr (kTls) {
      auto context = make_tls_context(*options.tls);
      note_server_names(context->native_handle());
      endpoint_.set_tls_init_handler(
          [context](connection_hdl) { return context; });
    }
    endpoint_.set_tcp_pre_init_handler([this](connection_hdl handle) {
      boost::system::error_code ignored;
      connection_of(handle)->get_raw_socket().set_option(
          asio::ip::tcp::no_delay(true), ignored);
    });
    endpoint_.set_validate_handler(
        [this](connection_hdl handle) { return on_handshake(handle); });
    endpoint_.set_open_handler(
        [this](connection_hdl handle) { on_open(handle); });
    endpoint_.set_close_handler(
        [this](connection_hdl handle) { on_close(handle); });
    endpoint_.set_fail_handler([this](connection_hdl handle) {
      std::lock_guard<std::mutex> lock(mutex_);
      sessions_.erase(handle);
    });
    endpoint_.set_message_handler(
        [this](connection_hdl handle, typename Endpoint::message_ptr message) {
          on_message(handle, message);
        });
    endpoint_.set_ping_handler([this](connection_hdl handle, std::string) {
      record.update([](ServerRecord& all) { ++all.pings; });
      const auto session = find(handle);
      return session && session->answers_pings();
    });
    endpoint_.set_pong_handler([this](connection_hdl, std::string) {
      record.update([](ServerRecord& all) { ++all.pongs; });
    });
    asio::ip::address loopback = asio::ip::address_v4::loopback();
    if (options.ipv6) loopback = asio::ip::address_v6::loopback();
    endpoint_.listen(asio::ip::tcp::endpoint(loopback, options.port));
    endpoint_.start_accept();
    boost::system::error_code ignored;
    port_ = endpoint_.get_local_endpoint(ignored).port();
  }

  void note_server_names(SSL_CTX* context) {
    SSL_CTX_set_tlsext_servername_arg(context, &record);
    SSL_CTX_set_tlsext_servername_callback(
        context, +[](SSL* connection, int*, void* to) {
          const char* name =
              SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
          static_cast<Recorded<ServerRecord>*>(to)->update(
              [&](ServerRecord& all) {
                all.server_names.emplace_back(name ? name : "");
              });
          return SSL_TLSEXT_ERR_OK;
        });
  }

  void start() {
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop() override {
    asio::post(io_, [this] {
      std::error_code ignored;
      endpoint_.stop_listening(ignored);
      for (const SessionPtr& session : sessions()) session->drop();
      for (Socket& socket : silent_) socket.reset();
      io_.stop();
    });
    thread_.join();
  }

  std::uint16_t port() const override { return port_; }

  std::vector<SessionPtr> sessions() const override {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<SessionPtr> all;
    for (const auto& [handle, open] : sessions_) all.push_back(open.session);
    std::sort(all.begin(), all.end(),
              [](const SessionPtr& left, const SessionPtr& right) {
                return left->connection() < right->connection();
              });
    return all;
  }

  // For sessions: runs `task` on the engine's thread, at once if this is it.
  template <typename Task>
  void dispatch(Task task) {
    asio::dispatch(io_, std::move(task));
  }
  typename Endpoint::connection_ptr connection_of(
      const connection_hdl& handle) {
    std::error_code gone;
    return endpoint_.get_con_from_hdl(handle, gone);
  }
  // Takes the socket out of the connection, which then ends by itself, and
  // keeps it open.
  template <typename Connection>
  void silence(Connection& connection) {
    silent_.erase(std::remove_if(silent_.begin(), silent_.end(), peer_has_gone),
                  silent_.end());
    boost::system::error_code failed;
    const int descriptor = connection.get_raw_socket().release(failed);
    if (!failed) silent_.emplace_back(descriptor);
  }

 private:
  struct OpenSession {
    std::shared_ptr<SessionOfThis> session;
    // Nothing else keeps a connection that waits for nothing because its
    // reading is stopped.
    typename Endpoint::connection_ptr connection;
  };

  bool on_handshake(const connection_hdl& handle) {
    const auto connection = connection_of(handle);
    Handshake handshake = handshake_of(connection->get_request());
    record.update([&](ServerRecord& all) {
      handshake.connection = all.handshakes.size();
      all.handshakes.push_back(handshake);
    });
    const Answer answer =
        script_.on_handshake ? script_.on_handshake(handshake) : Accept{};
    if (std::holds_alternative<Accept>(answer)) {
      std::lock_guard<std::mutex> lock(mutex_);
      sessions_[handle] = {
          std::make_shared<SessionOfThis>(this->weak_from_this(), handle,
                                          std::move(handshake)),
          connection};
      return true;
    }
    if (const auto* refuse = std::get_if<Refuse>(&answer)) {
      connection->set_status(
          static_cast<websocketpp::http::status_code::value>(refuse->status));
      connection->replace_header("Content-Type",
                                 "text/html;charset=iso-8859-1");
      connection->set_body(
          refuse->body.empty()
              ? jetty_error_page(refuse->status, refuse->reason)
              : refuse->body);
    } else if (std::holds_alternative<HangUp>(answer)) {
      SessionOfThis::reset(*connection);
    } else {
      silence(*connection);
    }
    return false;
  }

  void on_open(const connection_hdl& handle) {
    // Whoever waits for the record finds that the script knows of it.
    if (script_.on_open) script_.on_open(find(handle));
    record.update([](ServerRecord& all) { ++all.opened; });
  }

  void on_close(const connection_hdl& handle) {
    const auto connection = connection_of(handle);
    const std::shared_ptr<SessionOfThis> session = find(handle);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      sessions_.erase(handle);
    }
    if (script_.on_close) script_.on_close(session);
    record.update([&](ServerRecord& all) {
      all.closes.push_back({session->connection(),
                            connection->get_remote_close_code(),
                            connection->get_remote_close_reason()});
    });
  }

  void on_message(const connection_hdl& handle,
                  const typename Endpoint::message_ptr& message) {
    const std::shared_ptr<SessionOfThis> session = find(handle);
    if (!session || session->deaf()) return;
    if (message->get_opcode() != websocketpp::frame::opcode::text) {
      record.update([](ServerRecord& all) { ++all.binaries; });
      return;
    }
    const std::string& text = message->get_payload();
    if (keep_texts_) {
      record.update([&](ServerRecord& all) {
        all.texts.push_back({session->connection(), text});
      });
    }
    if (script_.on_text) script_.on_text(session, text);
  }

  std::shared_ptr<SessionOfThis> find(const connection_hdl& handle) const {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = sessions_.find(handle);
    return found == sessions_.end() ? nullptr : found->second.session;
  }

  const Script script_;
  const bool keep_texts_;
  // Outlives the endpoint, which uses it.
  asio::io_service io_;
  Endpoint endpoint_;
  std::uint16_t port_ = 0;
  std::vector<Socket> silent_;
  mutable std::mutex mutex_;
  std::map<connection_hdl, OpenSession, std::owner_less<connection_hdl>>
      sessions_;
  std::thread thread_;
};

template <typename Config>
template <typename Act>
void SessionOn<Config>::with_connection(Act act) const {
  const auto engine = engine_.lock();
  if (!engine) return;
  engine->dispatch(
      [engine = engine.get(), handle = handle_, act = std::move(act)] {
        if (const auto connection = engine->connection_of(handle)) {
          act(*connection);
        }
      });
}

template <typename Config>
void SessionOn<Config>::freeze() {
  with_connection([self = this->shared_from_this()](auto& connection) {
    self->deaf_ = true;
    if (const auto engine = self->engine_.lock()) engine->silence(connection);
    self->let_end(connection);
  });
}

template <typename Config>
std::shared_ptr<ScriptedServer::Engine> start(
    Script script, const ScriptedServer::Options& options) {
  auto engine = std::make_shared<EngineOn<Config>>(std::move(script), options);
  engine->start();
  return engine;
}

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '\'':
        escaped += "&apos;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::optional<std::string> Handshake::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    return std::string(
        equals == std::string_view::npos ? "" : pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::string jetty_error_page(int status, std::string_view reason) {
  const std::string number = std::to_string(status);
  const std::string message = html_escaped(reason);
  return "<html>\n<head>\n"
         "<meta http-equiv=\"Content-Type\" "
         "content=\"text/html;charset=ISO-8859-1\"/>\n"
         "<title>Error " +
         number + " " + message + "</title>\n</head>\n<body><h2>HTTP ERROR " +
         number + " " + message + "</h2>\n<table>\n<tr><th>STATUS:</th><td>" +
         number + "</td></tr>\n<tr><th>MESSAGE:</th><td>" + message +
         "</td></tr>\n</table>\n\n</body>\n</html>\n";
}

Script always(Answer answer) {
  Script script;
  script.on_handshake = [answer = std::move(answer)](const Handshake&) {
    return answer;
  };
  return script;
}

ScriptedServer::ScriptedServer(Script script)
    : ScriptedServer(std::move(script), Options{}) {}

ScriptedServer::ScriptedServer(Script script, Options options)
    : engine_(options.tls ? start<TlsConfig>(std::move(script), options)
                          : start<PlainConfig>(std::move(script), options)),
      scheme_and_host_(options.tls ? "wss://127.0.0.1:" : "ws://127.0.0.1:") {}

ScriptedServer::~ScriptedServer() { engine_->stop(); }

std::uint16_t ScriptedServer::port() const { return engine_->port(); }

std::string ScriptedServer::url() const {
  return scheme_and_host_ + std::to_string(port());
}

std::vector<SessionPtr> ScriptedServer::sessions() const {
  return engine_->sessions();
}

void ScriptedServer::drop_all() {
  for (const SessionPtr& session : sessions()) session->drop();
}

ServerRecord ScriptedServer::record() const { return engine_->record.read(); }

bool ScriptedServer::wait_until(
    const std::function<bool(const ServerRecord&)>& predicate,
    std::chrono::milliseconds within) const {
  return engine_->record.wait_until(predicate, within);
}

}  // namespace pulsarws::testing
