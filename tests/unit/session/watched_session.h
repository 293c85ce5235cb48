#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/session/session.h"
#include "tests/support/manual_timers.h"
#include "tests/support/memory_transport.h"

namespace pulsarws::testing {

// Writes down what a session tells: "open 1", "text 1 hello", "lost 1 STATUS",
// "retry STATUS 50", "ended STATUS".
class WatchingOwner final : public SessionOwner {
 public:
  void plan_handshake(bool first, PlanAnswer answer) override {
    HandshakePlan plan;
    {
      std::lock_guard lock(mutex_);
      plan = {(first ? "/first/" : "/again/") + std::to_string(++plans_),
              {{"Header", "value"}}};
      if (answers_later_) {
        asked_.push_back([plan, answer] { answer(plan); });
        failed_.push_back([answer](Error error) { answer(error); });
        return;
      }
    }
    answer(std::move(plan));
  }
  bool credentials_may_change() const noexcept override {
    return changing_credentials_;
  }
  Error plan_overdue(Milliseconds limit) override {
    return Error(Status::kCredentials,
                 "overdue after " + std::to_string(limit.count()));
  }
  void on_session_open(std::uint64_t connection,
                       std::shared_ptr<FrameWaker> waker) noexcept override {
    waker_ = waker;
    note("open " + std::to_string(connection));
  }
  void on_session_text(std::uint64_t connection,
                       std::string_view text) override {
    if (out_of_memory_) throw std::bad_alloc();
    note("text " + std::to_string(connection) + " " + std::string(text));
  }
  void on_session_batch_end(std::uint64_t connection) override {
    if (tells_of_batches_) note("batch " + std::to_string(connection));
  }
  bool pull_frames(std::uint64_t connection, FrameSink& sink) override {
    if (out_of_memory_) throw std::bad_alloc();
    sink.put(wire::Frame("frame for " + std::to_string(connection)));
    return false;
  }
  void on_session_lost(std::uint64_t connection,
                       const Error& error) noexcept override {
    note("lost " + std::to_string(connection) + " " +
         status_name(error.status));
  }
  void on_session_retry(const Error& error,
                        Milliseconds delay) noexcept override {
    note("retry " + std::string(status_name(error.status)) + " " +
         std::to_string(delay.count()));
  }
  void on_session_ended(const Error& error) noexcept override {
    last_error_ = error.message;
    note("ended " + std::string(status_name(error.status)));
  }

  // Tells the open connection that there are frames.
  void wake() {
    auto waker = waker_.lock();
    if (waker) waker->notify();
  }
  void tell_of_batches() { tells_of_batches_ = true; }
  void run_out_of_memory() { out_of_memory_ = true; }
  void change_credentials() { changing_credentials_ = true; }

  // From now on plans wait for answer_plan or fail_plan, which take the number
  // of the question, from 0.
  void answer_later() { answers_later_ = true; }
  std::size_t questions() {
    std::lock_guard lock(mutex_);
    return asked_.size();
  }
  void answer_plan(std::size_t question) { asked_.at(question)(); }
  void fail_plan(std::size_t question) {
    failed_.at(question)(Error(Status::kCredentials, "no token"));
  }

  // What it ended with.
  std::string last_error() const { return last_error_; }

  // What was told since the last call.
  std::vector<std::string> heard() {
    std::lock_guard lock(mutex_);
    return std::exchange(heard_, {});
  }

 private:
  void note(std::string what) {
    std::lock_guard lock(mutex_);
    heard_.push_back(std::move(what));
  }

  std::mutex mutex_;
  std::weak_ptr<FrameWaker> waker_;
  bool tells_of_batches_ = false;
  bool out_of_memory_ = false;
  bool changing_credentials_ = false;
  int plans_ = 0;
  bool answers_later_ = false;
  std::vector<std::function<void()>> asked_;
  std::vector<std::function<void(Error)>> failed_;
  std::vector<std::string> heard_;
  std::string last_error_;
};

// A session with everything around it in the test's hands. Its dice show 0
// always, so that each wait is half of what it may be.
struct WatchedSession {
  WatchedSession() : WatchedSession(SessionSettings()) {}
  explicit WatchedSession(SessionSettings settings) {
    if (settings.routes.empty()) settings.routes = {route("one")};
    session = std::make_shared<Session>(
        std::move(settings), network.factory(), timers, [] { return 0.0; },
        owner);
  }

  static Route route(std::string host) {
    Route one;
    one.server.host = std::move(host);
    one.server.port = 8080;
    return one;
  }

  // Starts it and opens its first connection.
  MemoryConnection& open() {
    session->start();
    network.connection(1)->open();
    owner->heard();
    return *network.connection(1);
  }

  // A wait of `delay` before the next attempt, and no less.
  bool reconnects_after(Milliseconds delay) {
    const std::size_t before = network.count();
    timers.advance(delay - Milliseconds(1));
    if (network.count() != before) return false;
    timers.advance(Milliseconds(1));
    return network.count() == before + 1;
  }

  ManualTimers timers;
  MemoryNetwork network;
  std::shared_ptr<WatchingOwner> owner = std::make_shared<WatchingOwner>();
  std::shared_ptr<Session> session;
};

inline Error lost() { return Error(Status::kConnectionLost, "it broke"); }

using Heard = std::vector<std::string>;

}  // namespace pulsarws::testing
