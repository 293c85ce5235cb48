#include "core/client/client.h"

#include <cstdlib>

#include "core/client/endpoint.h"
#include "core/client/token_supplier.h"
#include "core/client/way_to_server.h"
#include "core/options/option_keys.h"

namespace pulsarws {
namespace {

constexpr long kMostLogEvents = 1000;

SessionSettings session_settings(
    std::vector<wire::ServiceUrl> servers,
    std::vector<std::optional<wire::ProxyServer>> proxies,
    const Options& options) {
  SessionSettings settings;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    settings.routes.push_back({std::move(servers[i]), std::move(proxies[i])});
  }
  settings.tls = std::make_shared<ClientTls>(tls_settings(options));
  settings.connect_timeout = options[client_option::kConnectTimeout];
  settings.keep_alive_interval = options[client_option::kKeepAliveInterval];
  settings.keep_alive_timeout = options[client_option::kKeepAliveTimeout];
  settings.initial_backoff = options[client_option::kInitialBackoff];
  settings.maximum_backoff = options[client_option::kMaxBackoff];
  settings.retry_first_connect = options[client_option::kRetryOnFailedConnect];
  return settings;
}

Error time_is_up(const std::string& what, Timeout timeout) {
  return Error(Status::kTimeout, what + " was not done within " +
                                     std::to_string(timeout) + " ms");
}

// The last failure, where there was one, says more than that the time is up.
Error not_open(const Endpoint& endpoint, Timeout timeout) {
  const std::string sentence = endpoint.description() +
                               " was not open within " +
                               std::to_string(timeout) + " ms: ";
  Error last = endpoint.last_error();
  if (!last) {
    return Error(Status::kConnectTimeout,
                 sentence + endpoint.whom_it_waits_for() + " not answered yet");
  }
  last.message = sentence + "last: " + last.message;
  return last;
}

Error cut_off_reason() {
  return Error(Status::kClosed, "closed before all was settled");
}

}  // namespace

std::optional<TimePoint> deadline_after(Timeout timeout) {
  if (timeout < 0) return {};
  return Clock::now() + Milliseconds(timeout);
}

Error wait_for(Operation& operation, Timeout timeout, const std::string& what) {
  if (!operation.wait(deadline_after(timeout)) && operation.claim()) {
    operation.finish(time_is_up(what, timeout));
  }
  operation.wait({});
  return operation.error();
}

Result<std::shared_ptr<Client>> Client::make(std::string_view urls,
                                             const Options& options,
                                             Environment environment) {
  auto servers = wire::parse_service_urls(urls);
  if (!servers) return servers.error();
  if (Error error = options.check()) return error;
  auto proxies = proxies_to(*servers, options, &std::getenv);
  if (!proxies) return proxies.error();
  SessionSettings settings =
      session_settings(std::move(*servers), std::move(*proxies), options);

  struct Constructible final : Client {
    Constructible(SessionSettings s, const Options& o, Environment e)
        : Client(std::move(s), o, std::move(e)) {}
  };
  std::shared_ptr<Client> client = std::make_shared<Constructible>(
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
      statistics_reports_(std::make_shared<StatisticsReports>(
          timers(), options[client_option::kStatisticsInterval])) {}

Client::~Client() { events_->stop(); }

std::shared_ptr<Session> Client::make_session(
    std::weak_ptr<SessionOwner> owner) {
  return std::make_shared<Session>(session_settings_, environment_.transport,
                                   timers(), environment_.randomness,
                                   std::move(owner));
}

Error Client::refusal() const {
  std::lock_guard lock(mutex_);
  return refusal_locked();
}

Error Client::refusal_locked() const {
  return closed_ ? Error(Status::kClosed, "the client is closed") : Error();
}

Error Client::open(const std::shared_ptr<Endpoint>& endpoint, Timeout timeout) {
  auto opening = std::make_shared<Operation>();
  endpoint->open(opening);
  if (!opening->wait(deadline_after(timeout)) && opening->claim()) {
    opening->finish(not_open(*endpoint, timeout));
  }
  opening->wait({});
  if (opening->error()) endpoint->cut_off(opening->error());
  return opening->error();
}

std::uint64_t Client::open_async(const std::shared_ptr<Endpoint>& endpoint,
                                 Timeout timeout,
                                 std::shared_ptr<EventHandler> handler) {
  auto give_up = [weak = std::weak_ptr(endpoint)] {
    if (auto one = weak.lock()) {
      one->cut_off(Error(Status::kClosed, "opening it was given up"));
    }
  };
  auto begun = begin(EventType::kOpened, std::move(handler), endpoint, timeout,
                     std::move(give_up));
  endpoint->open(begun.operation);
  return begun.number;
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

Client::AsyncOperation Client::begin_untimed(
    EventType type, std::shared_ptr<EventHandler> handler,
    std::shared_ptr<Endpoint> endpoint) {
  auto operation = std::make_shared<Operation>();
  std::uint64_t number;
  {
    std::lock_guard lock(mutex_);
    number = ++last_operation_;
    operations_.emplace(number, operation);
  }
  operation->set_finisher(
      [self = shared_from_this(), type, number, handler = std::move(handler),
       endpoint = std::move(endpoint), answered = operation.get()](
          const Error& error, std::shared_ptr<const Message> message) {
        self->forget(number);
        Event event;
        event.type = type;
        event.error = error;
        event.operation = number;
        event.handler = handler;
        event.client = self;
        event.message = std::move(message);
        event.end_of_topic = answered->answer();
        if (endpoint) endpoint->sign(event);
        self->events_->push(std::move(event));
      });
  return {number, std::move(operation)};
}

Client::AsyncOperation Client::begin(EventType type,
                                     std::shared_ptr<EventHandler> handler,
                                     std::shared_ptr<Endpoint> endpoint,
                                     Timeout timeout,
                                     std::function<void()> undo) {
  std::string what = endpoint ? endpoint->description() : "the client";
  std::weak_ptr<Endpoint> opening;
  if (type == EventType::kOpened) opening = endpoint;
  AsyncOperation begun =
      begin_untimed(type, std::move(handler), std::move(endpoint));
  begun.operation->set_undo(std::move(undo));
  if (timeout < 0) return begun;
  auto end = [weak = std::weak_ptr(begun.operation), what, timeout, opening] {
    auto operation = weak.lock();
    if (!operation) return;
    auto opened = opening.lock();
    operation->abort(opened ? not_open(*opened, timeout)
                            : time_is_up("the operation on " + what, timeout));
  };
  begun.operation->set_timer(
      timers(), timers().call_after(Milliseconds(timeout), std::move(end)));
  return begun;
}

void Client::forget(std::uint64_t operation) noexcept {
  std::lock_guard lock(mutex_);
  operations_.erase(operation);
}

void Client::cancel(std::uint64_t number) {
  std::shared_ptr<Operation> operation;
  {
    std::lock_guard lock(mutex_);
    auto found = operations_.find(number);
    if (found == operations_.end()) return;
    operation = found->second.lock();
  }
  if (operation) {
    operation->abort(Error(Status::kCancelled, "the operation was cancelled"));
  }
}

std::vector<std::shared_ptr<Endpoint>> Client::closing_of(
    const std::shared_ptr<Endpoint>& endpoint) {
  if (endpoint) return {endpoint};
  stop_statistics();
  std::vector<std::shared_ptr<Endpoint>> all;
  std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [raw, weak] : endpoints_) {
    if (auto one = weak.lock()) all.push_back(std::move(one));
  }
  return all;
}

void Client::begin_close(
    const std::vector<std::shared_ptr<Endpoint>>& endpoints,
    const std::shared_ptr<Operation>& operation, bool everything) {
  struct Progress {
    std::mutex mutex;
    std::size_t left;
    Error first_error;
  };
  auto progress = std::make_shared<Progress>();
  progress->left = endpoints.size() + 1;
  auto one_done =
      [progress, operation, events = everything ? events_ : nullptr](
          const Error& error, const std::shared_ptr<const Message>&) {
        Error outcome;
        {
          std::lock_guard lock(progress->mutex);
          if (!progress->first_error) progress->first_error = error;
          if (--progress->left > 0) return;
          outcome = progress->first_error;
        }
        operation->complete(std::move(outcome));
        // One that has run out of time is about to tell of it; events end then.
        if (events && operation->wait(Clock::now())) events->no_more();
      };
  for (auto& endpoint : endpoints) {
    auto closing = std::make_shared<Operation>();
    closing->set_finisher(one_done);
    endpoint->close(closing);
  }
  one_done(Error(), nullptr);
}

Error Client::close(const std::shared_ptr<Endpoint>& endpoint,
                    Timeout timeout) {
  auto deadline = deadline_after(timeout);
  auto endpoints = closing_of(endpoint);
  auto operation = std::make_shared<Operation>();
  begin_close(endpoints, operation, !endpoint);
  bool cut = false;
  if (!operation->wait(deadline)) {
    for (auto& one : endpoints) cut |= one->cut_off(cut_off_reason());
    operation->wait({});  // where one was ending by itself just then
  }
  if (!endpoint) {
    events_->no_more();
    events_->wait_until_idle(deadline);
  }
  return cut ? time_is_up("settling everything before the close", timeout)
             : operation->error();
}

std::uint64_t Client::close_async(const std::shared_ptr<Endpoint>& endpoint,
                                  Timeout timeout,
                                  std::shared_ptr<EventHandler> handler) {
  auto endpoints = closing_of(endpoint);
  auto begun = begin_untimed(EventType::kClosed, std::move(handler), endpoint);
  begin_close(endpoints, begun.operation, !endpoint);
  if (timeout < 0) return begun.number;
  auto end = [weak = std::weak_ptr(begun.operation), endpoints, timeout,
              events = endpoint ? nullptr : events_] {
    auto operation = weak.lock();
    if (!operation || !operation->claim()) return;
    bool cut = false;
    for (auto& one : endpoints) cut |= one->cut_off(cut_off_reason());
    operation->finish(
        cut ? time_is_up("settling everything before the close", timeout)
            : Error());
    if (events) events->no_more();
  };
  begun.operation->set_timer(
      timers(), timers().call_after(Milliseconds(timeout), std::move(end)));
  return begun.number;
}

void Client::log_to_events(std::shared_ptr<EventHandler> handler) {
  if (!handler && events_->delivery() == EventQueue::Delivery::kCallbacks) {
    log_.set_sink(nullptr);  // nobody would be called
    return;
  }
  // Shared by the sink and each line that waits: its count tells how many do.
  auto waiting = std::make_shared<int>(0);
  auto dropped = std::make_shared<std::size_t>(0);
  log_.set_sink([this, handler = std::move(handler), waiting,
                 dropped](LogEntry entry) {
    if (waiting.use_count() > kMostLogEvents) {
      ++*dropped;
      return;
    }
    Event event;
    event.client = weak_from_this().lock();
    if (!event.client) return;
    if (*dropped > 0) {
      entry.message +=
          " [" + std::to_string(*dropped) + " lines before this were dropped]";
      *dropped = 0;
    }
    entry.waiting = waiting;
    event.type = EventType::kLog;
    event.handler = handler;
    event.log = std::make_unique<LogEntry>(std::move(entry));
    events_->push(std::move(event));
  });
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
  statistics_reports_->start(weak_from_this(), std::move(handler));
}

void Client::handle_freed() noexcept {
  if (handles_.fetch_sub(1) == 1 &&
      events_->delivery() == EventQueue::Delivery::kPoll) {
    events_->stop();
  }
}

}  // namespace pulsarws
