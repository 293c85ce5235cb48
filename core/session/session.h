#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/session/backoff.h"
#include "core/session/connection_machine.h"
#include "core/session/keep_alive.h"
#include "core/session/retrying.h"
#include "core/session/turns.h"
#include "core/transport/transport.h"

namespace pulsarws {

struct SessionSettings {
  std::vector<Route> routes;  // tried in turn; at least one
  std::shared_ptr<ClientTls> tls;
  Milliseconds connect_timeout{10000};
  Milliseconds close_timeout{5000};
  Milliseconds keep_alive_interval{10000};
  Milliseconds keep_alive_timeout{10000};
  Milliseconds initial_backoff{100};
  Milliseconds maximum_backoff{30000};
  Milliseconds unanswered_backoff{30000};
  Milliseconds refused_for{0};  // see RetrySettings
  bool retry_first_connect = false;
  std::shared_ptr<Turns> turns;  // null: they are nobody's but its own
};

// What to ask the server for in the next attempt.
struct HandshakePlan {
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
};

// What a session tells, and asks, its owner. The calls come one after the
// other, on threads of the library or of whoever answers plan_handshake, with
// no lock of the session held; pull_frames may run beside the others.
// Connections are numbered from 1, and between on_session_open(n) and
// on_session_lost(n) everything is about connection n.
class SessionOwner {
 public:
  virtual ~SessionOwner() = default;

  // An attempt begins that will be connection `connection`.
  virtual void on_session_connecting(std::uint64_t connection) noexcept {
    static_cast<void>(connection);
  }
  // Asks how to make the next attempt. `answer` may be called before this
  // returns or later, on any thread, or never: the first call counts, as long
  // as the session still waits.
  using PlanAnswer = std::function<void(Result<HandshakePlan>)>;
  virtual void plan_handshake(bool first, PlanAnswer answer) = 0;
  // How to call it that there was no answer within `limit`.
  virtual Error plan_overdue(Milliseconds limit) = 0;
  // `waker` is to be told of frames, until the connection is lost or the
  // session has ended.
  virtual void on_session_open(std::uint64_t connection,
                               std::shared_ptr<FrameWaker> waker) noexcept = 0;
  // These three fail the connection by throwing.
  virtual void on_session_text(std::uint64_t connection,
                               std::string_view text) = 0;
  // After the last of the texts that came in one go.
  virtual void on_session_batch_end(std::uint64_t connection) {
    static_cast<void>(connection);
  }
  virtual bool pull_frames(std::uint64_t connection, FrameSink& sink) = 0;
  // An open connection has gone. A new one comes, unless on_session_ended
  // follows.
  virtual void on_session_lost(std::uint64_t connection,
                               const Error& error) noexcept = 0;
  // An attempt has failed, and there will be another after `delay`.
  virtual void on_session_retry(const Error& error,
                                Milliseconds delay) noexcept = 0;
  // What a failed attempt means, where the server's own words say more than
  // its HTTP status.
  virtual Error judge(const Error& error) const { return error; }
  // Whether what a server refuses here may be another by the next attempt: a
  // token that is fetched each time.
  virtual bool credentials_may_change() const noexcept { return false; }
  // The last call. kOk after close().
  virtual void on_session_ended(const Error& error) noexcept = 0;
};

// One connection kept alive: connects, watches, and connects again until it is
// closed or an error says that it never will.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(SessionSettings settings, TransportFactory factory, Timers& timers,
          Randomness randomness, std::weak_ptr<SessionOwner> owner);

  // Neither of these blocks. close may call on_session_ended before it returns:
  // call it without the owner's locks.
  void start();
  void close() noexcept;

  // This connection does not work, whatever the transport thinks.
  void fail_connection(std::uint64_t connection, Error error) noexcept;

  // Asks this connection for a sign of life; and when something came last.
  void ping(std::uint64_t connection) noexcept;
  TimePoint last_heard() const noexcept { return silence_.last_heard(); }

  // Whether it waits for its owner's plan_handshake.
  bool is_preparing() noexcept;

  bool is_open() const noexcept {
    return open_.load(std::memory_order_relaxed) != 0;
  }

 private:
  class Link;  // hears one transport and knows its number

  void prepare() noexcept;
  void ask_owner(std::uint64_t attempt);
  void plan_made(std::uint64_t attempt, HandshakePlan plan) noexcept;
  void plan_failed(std::uint64_t attempt, const Error& error) noexcept;
  void connect(std::uint64_t attempt, HandshakePlan plan);
  std::uint64_t connection_number() noexcept;
  void end_attempt(ConnectionMachine::Action action, std::uint64_t connection,
                   const Error& error, bool closing) noexcept;
  // What becomes of it is for end_attempt. With the lock.
  ConnectionMachine::Action attempt_failed_locked(Error& error, bool at_server,
                                                  bool may_change) noexcept;
  void wait_before_retry(const Error& error) noexcept;
  bool schedule_retry(Milliseconds delay) noexcept;
  void retry() noexcept;
  bool take_turn_locked() noexcept;
  void link_opened(std::uint64_t connection) noexcept;
  void link_text(std::uint64_t connection, std::string_view text);
  bool link_pull(std::uint64_t connection, FrameSink& sink);
  void link_batch_end(std::uint64_t connection);
  void link_closed(std::uint64_t connection, const Error& error) noexcept;
  void schedule_keep_alive_locked(TimePoint when) noexcept;
  void give_up_locked(const char* why) noexcept;
  void keep_alive(std::uint64_t connection) noexcept;

  const SessionSettings settings_;
  const TransportFactory factory_;
  Timers& timers_;
  const std::weak_ptr<SessionOwner> owner_;

  std::atomic<std::uint64_t> open_{0};  // the open connection, else 0
  std::atomic<bool> answered_{false};   // it has brought a text
  KeepAlive silence_;

  std::mutex mutex_;
  ConnectionMachine machine_;
  Retrying retrying_;
  Milliseconds wait_{0};  // before the next attempt
  Turns::Turn turn_;      // of the attempt under way, where it needs one
  std::uint64_t attempt_ = 0;
  TimePoint asked_at_;
  Timers::Id plan_timer_ = 0;
  std::string credential_;  // of the connection: shows in no error
  std::uint64_t connection_ = 0;
  std::shared_ptr<Link> link_;
  std::shared_ptr<Transport> transport_;
  TimePoint opened_at_;
  Timers::Id retry_timer_ = 0;
  Timers::Id keep_alive_timer_ = 0;
};

}  // namespace pulsarws
