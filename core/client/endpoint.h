#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/later.h"
#include "core/client/operation.h"
#include "core/client/outage.h"
#include "core/events/event.h"
#include "core/observation/statistics_book.h"
#include "core/session/session.h"

namespace pulsarws {

class Client;

// What a producer and a consumer have in common: a session, and a life from
// opening to the end. It keeps itself alive while its session runs.
class Endpoint : public SessionOwner,
                 public Counted,
                 public EventSource,
                 public std::enable_shared_from_this<Endpoint> {
 public:
  ~Endpoint() override;

  const std::string& topic() const noexcept { return *topic_; }
  bool is_connected() const noexcept { return session_->is_open(); }
  Client& client() const noexcept { return *client_; }

  // "producer on persistent://public/default/test"
  virtual std::string description() const = 0;

  // The name that the application gave it; may be empty.
  virtual const std::string& name() const noexcept = 0;

  // Says in an event whom it is about.
  void sign(Event& event) { event.source = shared_from_this(); }

  // Starts connecting; `opening` ends when it is open or has failed.
  void open(const std::shared_ptr<Operation>& opening);

  // Settles what is owed to the server, then closes; `closing`, which may be
  // null, ends then.
  void close(std::shared_ptr<Operation> closing);

  // Ends it now. Returns whether something was cut off: what was not settled
  // has completed with an error.
  bool cut_off(const Error& reason) noexcept;

  // The application has freed its handle.
  virtual void give_up() noexcept = 0;

  // Why the last attempt to connect failed; kOk where none did.
  Error last_error() const;

  // "the server has", while an attempt to connect is under way.
  const char* whom_it_waits_for() const noexcept;

 protected:
  enum class State : std::uint8_t { kOpening, kOpen, kClosing, kEnded };

  Endpoint(std::shared_ptr<Client> client, std::string topic);
  // Second half of the construction: needs the shared pointer.
  void make_session();

  const std::shared_ptr<const std::string>& shared_topic() const noexcept {
    return topic_;
  }

  // The hooks of the derived class. All are called with mutex_ held; what they
  // want done without it, they add to `later`.
  virtual std::string path(bool first) const = 0;
  virtual const char* component() const noexcept = 0;
  virtual void opened_locked(Later& later) = 0;
  virtual void lost_locked(const Error& error, Later& later) noexcept = 0;
  // Prepares the close; whether all is settled is asked afterwards.
  virtual void begin_close_locked(Later& later) noexcept = 0;
  virtual bool is_settled_locked() const = 0;
  // The end: completes everything. `reason` is kOk for an orderly close.
  // Returns whether something was cut off.
  virtual bool end_locked(const Error& reason, Later& later) noexcept = 0;

  // Closes the session if a close is under way and all is settled.
  void continue_close_locked(Later& later) noexcept;

  // Frames are waiting, or may be: whom to wake. Null where somebody is awake
  // already, until pulls_end_locked.
  std::shared_ptr<FrameWaker> wake_locked() noexcept;
  static void wake(const std::shared_ptr<FrameWaker>& waker) noexcept {
    if (waker) waker->notify();
  }
  // pull_frames is about to return false.
  void pulls_end_locked() noexcept { awake_ = false; }

  // Why a call cannot be served; kOk while it can.
  Error refusal_locked() const noexcept;

  // Closes without an operation, which needs no memory that might be missing.
  void close_quietly() noexcept;

  // The same, and ends it after `limit` at the latest.
  void close_in_background(Milliseconds limit) noexcept;

  // `words` makes the line, should anybody want it.
  template <typename Words>
  void log(LogLevel level, Words words) const noexcept {
    if (!logs(level)) return;
    try {
      write_log(level, words());
    } catch (const std::bad_alloc&) {
      // A line less is the least of the troubles then.
    }
  }

  EndpointStatistics statistics_locked() const;
  Error last_error_locked() const;

  void run(Later& later) noexcept;

  mutable std::mutex mutex_;
  State state_ = State::kOpening;  // by mutex_
  Error judge(const Error& error) const override;
  bool credentials_may_change() const noexcept override;

  std::uint64_t connection_ = 0;  // by mutex_; 0: not connected
  std::shared_ptr<Session> session_;
  Error close_outcome_;  // by mutex_: what the close could not see to

 private:
  void on_session_connecting(std::uint64_t connection) noexcept override;
  void plan_handshake(bool first, PlanAnswer answer) override;
  Error plan_overdue(Milliseconds limit) override;
  void on_session_open(std::uint64_t connection,
                       std::shared_ptr<FrameWaker> waker) noexcept override;
  void on_session_lost(std::uint64_t connection,
                       const Error& error) noexcept override;
  void on_session_retry(const Error& error,
                        Milliseconds delay) noexcept override;
  void on_session_ended(const Error& error) noexcept override;
  bool end(const Error& reason) noexcept;
  bool logs(LogLevel level) const noexcept;
  void write_log(LogLevel level, std::string_view text) const;
  // As `tell` says, which sees the outage.
  template <typename Tell>
  void log_outage(Tell tell) noexcept;
  // Under the lock, so that they come in the order in which they happened.
  // What may be the last of a handler goes with `later`, without the lock.
  void tell_state_locked(Later& later, ConnectionState state,
                         const Error& error = {},
                         Milliseconds delay = Milliseconds(0)) noexcept;

  const std::shared_ptr<Client> client_;
  const std::shared_ptr<const std::string> topic_;
  const std::uint64_t number_;  // within its client, from 1

  std::shared_ptr<FrameWaker> waker_;  // by mutex_; null: no connection
  bool awake_ = false;                 // by mutex_: it has been told of frames

  std::shared_ptr<Operation> opening_;               // by mutex_
  std::vector<std::shared_ptr<Operation>> closing_;  // by mutex_
  bool end_is_told_ = false;                         // by mutex_, in kEnded
  Error last_error_;                                 // by mutex_
  Error final_error_;                                // by mutex_, in kEnded
  std::shared_ptr<Endpoint> self_;                   // by mutex_

  std::atomic<std::uint64_t> attempt_{0};   // the last one's number
  bool attempt_opened_ = false;             // by mutex_
  ConnectionCounts counts_of_connections_;  // by mutex_
  std::int64_t since_ = 0;                  // by mutex_: of the last change
  Outage outage_;                           // by mutex_
};

}  // namespace pulsarws
