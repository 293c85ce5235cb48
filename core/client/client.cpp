#include "core/client/client.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include "core/client/closing.h"
#include "core/client/endpoint.h"
#include "core/client/opening.h"
#include "core/client/token_supplier.h"
#include "core/client/way_to_server.h"
#include "core/events/log_events.h"
#include "core/net/client_tls.h"
#include "core/options/option_keys.h"

namespace pulsarws {
namespace {

// Where it connects to, or what is wrong with what it was given.
Result<std::vector<Route>> routes_of(std::string_view urls,
                                     const Options& options) {
  auto servers = wire::parse_service_urls(urls);
  if (!servers) return servers.error();
  if (Error error = options.check()) return error;
  auto proxies = proxies_to(*servers, options, &std::getenv);
  if (!proxies) return proxies.error();
  std::vector<Route> routes;
  for (std::size_t i = 0; i < servers->size(); ++i) {
    routes.push_back({std::move((*servers)[i]), std::move((*proxies)[i])});
  }
  return routes;
}

SessionSettings session_settings(std::vector<Route> routes,
                                 const Options& options) {
  SessionSettings settings;
  settings.routes = std::move(routes);
  settings.tls = std::make_shared<ClientTls>(tls_settings(options));
  settings.connect_timeout = options[client_option::kConnectTimeout];
  settings.keep_alive_interval = options[client_option::kKeepAliveInterval];
  settings.keep_alive_timeout = options[client_option::kKeepAliveTimeout];
  settings.initial_backoff = options[client_option::kInitialBackoff];
  settings.maximum_backoff = options[client_option::kMaxBackoff];
  settings.unanswered_backoff = options[client_option::kUnansweredBackoff];
  settings.refused_for = options[client_option::kAuthRetryTimeout];
  settings.retry_first_connect = options[client_option::kRetryOnFailedConnect];
  settings.turns = std::make_shared<Turns>();
  return settings;
}

}  // namespace

Error Client::check(std::string_view urls, const Options& options) {
  auto routes = routes_of(urls, options);
  return routes ? Error() : routes.error();
}

Result<std::shared_ptr<Client>> Client::make(std::string_view urls,
                                             const Options& options,
                                             Environment environment) {
  auto routes = routes_of(urls, options);
  if (!routes) return routes.error();
  SessionSettings settings = session_settings(std::move(*routes), options);

  struct Constructible final : Client {
    Constructible(SessionSettings s, const Options& o, Environment e)
        : Client(std::move(s), o, std::move(e)) {}
  };
  // Not in one block with its count, nor are producers and the like: whoever
  // remembers a freed handle must not keep the memory of what it was of.
  std::shared_ptr<Client> client = std::make_unique<Constructible>(
      std::move(settings), options, std::move(environment));
  client->events_->start();
  client->log_way_to_server();
  return client;
}

void Client::log_way_to_server() {
  if (session_settings_.tls->settings().allow_insecure) {
    log_.write(LogLevel::kWarning, "client",
               "tlsAllowInsecureConnection is on: the server is not verified, "
               "and whoever stands between can read the token");
  }
  for (const Route& route : session_settings_.routes) {
    if (!route.proxy) continue;
    log_.write(LogLevel::kInfo, "client",
               "connections to " + route.server.to_string() +
                   " go through the proxy " + route.proxy->host_and_port());
  }
}

Client::Client(SessionSettings session_settings, const Options& options,
               Environment environment)
    : environment_(std::move(environment)),
      session_settings_(std::move(session_settings)),
      credentials_(options, *environment_.timers),
      max_frame_size_(options[client_option::kMaxFrameSize]),
      log_(options[client_option::kLogLevel]),
      events_(std::make_shared<EventQueue>(
          options[client_option::kEventDelivery] == EventDelivery::kPoll
              ? EventQueue::Delivery::kPoll
              : EventQueue::Delivery::kCallbacks)),
      statistics_events_(std::make_shared<StatisticsEvents>(
          timers(), options[client_option::kStatisticsInterval], events_,
          [](const EventSource& client) {
            return static_cast<const Client&>(client).statistics();
          })),
      operations_(*events_, timers()) {}

Client::~Client() { events_->stop(); }

std::shared_ptr<Session> Client::make_session(
    std::weak_ptr<SessionOwner> owner) {
  return std::make_shared<Session>(session_settings_, environment_.transport,
                                   timers(), environment_.randomness,
                                   std::move(owner));
}

bool Client::credentials_may_change() const noexcept {
  // A certificate is read again when its file has changed.
  return credentials_.may_change() ||
         !session_settings_.tls->settings().certificate_file.empty();
}

Error Client::refusal() const {
  std::lock_guard lock(mutex_);
  return refusal_locked();
}

Error Client::refusal_locked() const {
  return closed_ ? Error(Status::kClosed, "the client is closed") : Error();
}

Error Client::open(const std::shared_ptr<Endpoint>& endpoint, Timeout timeout) {
  return open_and_wait(endpoint, timeout);
}

std::uint64_t Client::open_async(const std::shared_ptr<Endpoint>& endpoint,
                                 Timeout timeout,
                                 std::shared_ptr<EventHandler> handler) {
  return pulsarws::open_async(
      operations_, told_by(EventType::kOpened, std::move(handler), endpoint),
      timeout);
}

Error Client::add(const std::shared_ptr<Endpoint>& endpoint) {
  std::lock_guard lock(mutex_);
  if (Error error = refusal_locked()) return error;
  endpoints_.emplace(endpoint.get(), endpoint);
  statistics_book_.add(endpoint);
  return {};
}

void Client::remove(const Endpoint& endpoint) noexcept {
  statistics_book_.freed(endpoint);
  std::lock_guard lock(mutex_);
  endpoints_.erase(&endpoint);
}

OperationEvent Client::told_by(EventType type,
                               std::shared_ptr<EventHandler> handler,
                               std::shared_ptr<Endpoint> endpoint) {
  return {type, std::move(handler), shared_from_this(), std::move(endpoint)};
}

AsyncOperation Client::begin(EventType type,
                             std::shared_ptr<EventHandler> handler,
                             std::shared_ptr<Endpoint> endpoint,
                             Timeout timeout, std::function<void()> undo) {
  std::string what =
      "the operation on " + (endpoint ? endpoint->description() : "the client");
  return operations_.begin(
      told_by(type, std::move(handler), std::move(endpoint)), timeout,
      [what = std::move(what), timeout] { return time_is_up(what, timeout); },
      std::move(undo));
}

std::shared_ptr<Closing> Client::closing_of(
    const std::shared_ptr<Endpoint>& endpoint,
    std::shared_ptr<Operation> operation) {
  std::vector<std::shared_ptr<Endpoint>> endpoints;
  if (endpoint) {
    endpoints.push_back(endpoint);
  } else {
    stop_statistics();
    std::lock_guard lock(mutex_);
    closed_ = true;
    for (auto& [raw, weak] : endpoints_) {
      if (auto one = weak.lock()) endpoints.push_back(std::move(one));
    }
  }
  return std::make_shared<Closing>(endpoints, std::move(operation), events_,
                                   !endpoint);
}

Error Client::close(const std::shared_ptr<Endpoint>& endpoint,
                    Timeout timeout) {
  return closing_of(endpoint, std::make_shared<Operation>())->run(timeout);
}

std::uint64_t Client::close_async(const std::shared_ptr<Endpoint>& endpoint,
                                  Timeout timeout,
                                  std::shared_ptr<EventHandler> handler) {
  auto begun = operations_.begin(
      told_by(EventType::kClosed, std::move(handler), endpoint));
  closing_of(endpoint, std::move(begun.operation))->start(timers(), timeout);
  return begun.number;
}

void Client::log_to_events(std::shared_ptr<EventHandler> handler) {
  if (!handler && events_->delivery() == EventQueue::Delivery::kCallbacks) {
    log_.set_sink(nullptr);  // nobody would be called
    return;
  }
  auto sink = std::make_shared<LogEvents>(weak_from_this(), events_,
                                          std::move(handler));
  log_.set_sink([sink](LogEntry entry) { sink->write(std::move(entry)); });
  log_way_to_server();  // which this sink has missed
}

Error Client::set_token_supplier(std::shared_ptr<EventHandler> handler) {
  return credentials_.set_supplier(
      std::make_shared<TokenSupplier>(weak_from_this(), std::move(handler)));
}

void Client::states_to_events(std::shared_ptr<EventHandler> handler) {
  std::lock_guard lock(state_handler_mutex_);
  state_handler_.swap(handler);
}

std::shared_ptr<EventHandler> Client::state_handler() const {
  std::lock_guard lock(state_handler_mutex_);
  return state_handler_;
}

ClientStatistics Client::statistics() const {
  ClientStatistics all = statistics_book_.read();
  all.transport = environment_.transport_name;
  all.events_queued = events_->size();
  if (environment_.parked_connections) {
    all.parked_connections = environment_.parked_connections();
  }
  return all;
}

void Client::statistics_to_events(std::shared_ptr<EventHandler> handler) {
  statistics_events_->start(weak_from_this(), std::move(handler));
}

void Client::handle_freed() noexcept {
  if (handles_.fetch_sub(1) == 1 &&
      events_->delivery() == EventQueue::Delivery::kPoll) {
    events_->stop();
    // What an event that is not cleared yet keeps alive tells nobody.
    log_.set_sink([](const LogEntry&) {});
    states_to_events(nullptr);
  }
}

}  // namespace pulsarws
