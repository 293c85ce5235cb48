#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/client/credentials.h"
#include "core/client/fence_knowledge.h"
#include "core/client/operations.h"
#include "core/client/timeout.h"
#include "core/events/event_queue.h"
#include "core/events/statistics_events.h"
#include "core/observation/log.h"
#include "core/observation/statistics_book.h"
#include "core/options/options.h"
#include "core/session/session.h"

namespace pulsarws {

class Closing;
class Endpoint;

// What the outside world gives a client; tests give their own.
struct Environment {
  TransportFactory transport;
  std::string transport_name;  // for the statistics
  Timers* timers = nullptr;
  Randomness randomness;
  // How many connections the process cannot release; null: none ever.
  std::function<std::size_t()> parked_connections;
};

// A Pulsar service and the events of everything that was made for it.
class Client : public EventSource, public std::enable_shared_from_this<Client> {
 public:
  // What is wrong with the arguments of make; starts no thread, as making a
  // process's environment does.
  static Error check(std::string_view urls, const Options& options);

  static Result<std::shared_ptr<Client>> make(std::string_view urls,
                                              const Options& options,
                                              Environment environment);
  ~Client() override;

  Kind kind() const noexcept override { return Kind::kClient; }

  EventQueue& events() noexcept { return *events_; }
  Log& log() noexcept { return log_; }
  Timers& timers() noexcept { return *environment_.timers; }
  std::size_t max_frame_size() const noexcept { return max_frame_size_; }

  std::shared_ptr<Session> make_session(std::weak_ptr<SessionOwner> owner);
  Credentials& credentials() noexcept { return credentials_; }
  // Whether the next connection may prove itself by others than the last one.
  bool credentials_may_change() const noexcept;

  // kClosed after close.
  Error refusal() const;

  // Opens an endpoint and waits; on failure it is given up.
  Error open(const std::shared_ptr<Endpoint>& endpoint, Timeout timeout);

  // The same without waiting; returns the operation's number.
  std::uint64_t open_async(const std::shared_ptr<Endpoint>& endpoint,
                           Timeout timeout,
                           std::shared_ptr<EventHandler> handler);

  FenceKnowledge& fence_knowledge() noexcept { return fence_knowledge_; }

  // 1, 2, 3: what a handle without a name is told apart by.
  std::uint64_t number_handle() noexcept { return numbered_.fetch_add(1) + 1; }

  // The endpoints that close() is to close. kClosed where it has done so.
  Error add(const std::shared_ptr<Endpoint>& endpoint);
  void remove(const Endpoint& endpoint) noexcept;

  // An operation of an endpoint, or with null the client's own, whose end is
  // told by an event, and that ends by itself with kTimeout. `undo` is what
  // such an end, or cancelling, takes back.
  AsyncOperation begin(EventType type, std::shared_ptr<EventHandler> handler,
                       std::shared_ptr<Endpoint> endpoint, Timeout timeout,
                       std::function<void()> undo);

  void cancel(std::uint64_t operation) { operations_.cancel(operation); }

  // Closes `endpoint`, or with null everything. The operation of close_async
  // never ends with a timeout before all is closed; to cancel it does not stop
  // the close.
  Error close(const std::shared_ptr<Endpoint>& endpoint, Timeout timeout);
  std::uint64_t close_async(const std::shared_ptr<Endpoint>& endpoint,
                            Timeout timeout,
                            std::shared_ptr<EventHandler> handler);

  // Log lines as events, from now on.
  void log_to_events(std::shared_ptr<EventHandler> handler);

  // Tokens from the application, asked for by events, from now on.
  // kInvalidArgument where the options name another source.
  Error set_token_supplier(std::shared_ptr<EventHandler> handler);

  // Connections' states as events, from now on; none for null.
  void states_to_events(std::shared_ptr<EventHandler> handler);
  std::shared_ptr<EventHandler> state_handler() const;

  ClientStatistics statistics() const;
  StatisticsBook& statistics_book() noexcept { return statistics_book_; }
  // Each statisticsInterval as an event, until the client is closed.
  void statistics_to_events(std::shared_ptr<EventHandler> handler);
  void stop_statistics() noexcept { statistics_events_->stop(); }

  // The application's handles on the client and its endpoints: with the last
  // one nobody can read events any more.
  void handle_made() noexcept { handles_.fetch_add(1); }
  void handle_freed() noexcept;

 private:
  Client(SessionSettings session_settings, const Options& options,
         Environment environment);

  void log_way_to_server();

  OperationEvent told_by(EventType type, std::shared_ptr<EventHandler> handler,
                         std::shared_ptr<Endpoint> endpoint);
  // With everything, nothing can be made any more, and events are to end.
  std::shared_ptr<Closing> closing_of(const std::shared_ptr<Endpoint>& endpoint,
                                      std::shared_ptr<Operation> operation);
  Error refusal_locked() const;

  const Environment environment_;
  SessionSettings session_settings_;
  Credentials credentials_;
  std::size_t max_frame_size_ = 0;
  Log log_;
  const std::shared_ptr<EventQueue> events_;
  StatisticsBook statistics_book_;
  const std::shared_ptr<StatisticsEvents> statistics_events_;
  Operations operations_;
  std::atomic<int> handles_{0};
  std::atomic<std::uint64_t> numbered_{0};
  FenceKnowledge fence_knowledge_;

  mutable std::mutex state_handler_mutex_;  // nothing is locked under it
  std::shared_ptr<EventHandler> state_handler_;

  mutable std::mutex mutex_;
  bool closed_ = false;
  std::unordered_map<const Endpoint*, std::weak_ptr<Endpoint>> endpoints_;
};

}  // namespace pulsarws
