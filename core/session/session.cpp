#include "core/session/session.h"

#include <algorithm>
#include <exception>

#include "core/base/secrecy.h"
#include "core/wire/header_fields.h"

namespace pulsarws {
namespace {

// A connection that lived shorter than this did not work: the next wait is
// longer than the last.
constexpr Milliseconds kWorkedFor{5000};

constexpr std::uint16_t kNormalClosure = 1000;

Error not_started(const std::exception& failed) noexcept {
  return error_of(Status::kOutOfMemory, [&failed] {
    return Error(Status::kOutOfMemory, "no connection could be started: " +
                                           std::string(failed.what()));
  });
}

RetrySettings retry_settings(const SessionSettings& settings) {
  RetrySettings retry;
  retry.servers = settings.routes.size();
  retry.retry_first_connect = settings.retry_first_connect;
  retry.refused_for = settings.refused_for;
  retry.unanswered_backoff = settings.unanswered_backoff;
  return retry;
}

// What no error may show, should a server repeat it: the Authorization header's
// value, without its scheme.
std::string credential_in(
    const std::vector<std::pair<std::string, std::string>>& headers) {
  for (const auto& [name, value] : headers) {
    if (wire::same_header_name(name, "Authorization")) {
      return value.substr(value.find(' ') + 1);
    }
  }
  return {};
}

}  // namespace

class Session::Link final : public TransportListener {
 public:
  Link(std::weak_ptr<Session> session, std::uint64_t connection)
      : session_(std::move(session)), connection_(connection) {}

  void on_open() noexcept override {
    if (auto session = session_.lock()) session->link_opened(connection_);
  }
  void on_text(std::string_view text) noexcept override {
    guarded([&](Session& session) { session.link_text(connection_, text); });
  }
  void on_batch_end() noexcept override {
    guarded([&](Session& session) { session.link_batch_end(connection_); });
  }
  void on_alive() noexcept override {
    if (auto session = session_.lock()) {
      session->silence_.heard(session->timers_.now());
    }
  }
  void on_closed(const Error& error) noexcept override {
    if (auto session = session_.lock()) {
      session->link_closed(connection_, error);
    }
  }
  bool pull_frames(FrameSink& sink) noexcept override {
    bool more = false;
    guarded(
        [&](Session& session) { more = session.link_pull(connection_, sink); });
    return more;
  }

 private:
  // What cannot be handled for want of memory ends the connection: with the
  // next one it comes again.
  template <typename Call>
  void guarded(Call call) noexcept {
    auto session = session_.lock();
    if (!session) return;
    try {
      call(*session);
    } catch (const std::bad_alloc&) {
      session->fail_connection(connection_,
                               Error::without_words(Status::kOutOfMemory));
    }
  }

  const std::weak_ptr<Session> session_;
  const std::uint64_t connection_;
};

Session::Session(SessionSettings settings, TransportFactory factory,
                 Timers& timers, Randomness randomness,
                 std::weak_ptr<SessionOwner> owner)
    : settings_(std::move(settings)),
      factory_(std::move(factory)),
      timers_(timers),
      owner_(std::move(owner)),
      silence_(settings_.keep_alive_interval, settings_.keep_alive_timeout),
      retrying_(retry_settings(settings_),
                Backoff(settings_.initial_backoff, settings_.maximum_backoff,
                        std::move(randomness))) {}

void Session::start() {
  {
    std::lock_guard lock(mutex_);
    if (machine_.start() != ConnectionMachine::Action::kPrepare) return;
  }
  prepare();
}

bool Session::is_preparing() noexcept {
  std::lock_guard lock(mutex_);
  return machine_.state() == ConnectionMachine::State::kPreparing;
}

void Session::prepare() noexcept {
  std::uint64_t attempt;
  {
    std::lock_guard lock(mutex_);
    attempt = ++attempt_;
  }
  try {
    ask_owner(attempt);
  } catch (const std::exception& failed) {
    plan_failed(attempt, not_started(failed));
  }
}

void Session::ask_owner(std::uint64_t attempt) {
  auto owner = owner_.lock();
  if (!owner) return;
  bool first;
  std::uint64_t number;
  {
    std::lock_guard lock(mutex_);
    if (machine_.state() != ConnectionMachine::State::kPreparing) return;
    first = !machine_.ever_opened();
    asked_at_ = timers_.now();
    plan_timer_ = timers_.call_after(
        settings_.connect_timeout, [weak = weak_from_this(), attempt] {
          auto session = weak.lock();
          if (!session) return;
          auto asked = session->owner_.lock();
          if (!asked) return;
          session->plan_failed(
              attempt, error_of(Status::kCredentials, [&] {
                return asked->plan_overdue(session->settings_.connect_timeout);
              }));
        });
    number = connection_ + 1;
  }
  owner->on_session_connecting(number);
  owner->plan_handshake(
      first, [weak = weak_from_this(), attempt](Result<HandshakePlan> plan) {
        auto session = weak.lock();
        if (!session) return;
        if (plan) {
          session->plan_made(attempt, std::move(*plan));
        } else {
          session->plan_failed(attempt, plan.error());
        }
      });
}

void Session::plan_failed(std::uint64_t attempt, const Error& why) noexcept {
  ConnectionMachine::Action action;
  Error error = why.copied();
  {
    std::lock_guard lock(mutex_);
    if (attempt != attempt_ ||
        machine_.state() != ConnectionMachine::State::kPreparing) {
      return;
    }
    timers_.cancel(plan_timer_);
    action = attempt_failed_locked(error, false, false);
  }
  end_attempt(action, 0, error, false);
}

void Session::plan_made(std::uint64_t attempt, HandshakePlan plan) noexcept {
  try {
    connect(attempt, std::move(plan));
  } catch (const std::exception& failed) {
    // No memory or no thread: an attempt like any other that fails.
    link_closed(connection_number(), not_started(failed));
  }
}

void Session::connect(std::uint64_t attempt, HandshakePlan plan) {
  std::lock_guard lock(mutex_);
  if (attempt != attempt_ ||
      machine_.prepared() != ConnectionMachine::Action::kConnect) {
    return;
  }
  timers_.cancel(plan_timer_);
  auto waited =
      std::chrono::duration_cast<Milliseconds>(timers_.now() - asked_at_);
  credential_ = credential_in(plan.headers);
  ConnectRequest request;
  request.route = settings_.routes[retrying_.server()];
  request.path = std::move(plan.path);
  request.headers = std::move(plan.headers);
  request.tls = settings_.tls;
  // The credentials were part of the attempt.
  request.timeout =
      std::max(Milliseconds(1), settings_.connect_timeout - waited);
  request.close_timeout = settings_.close_timeout;
  ++connection_;
  link_ = std::make_shared<Link>(weak_from_this(), connection_);
  transport_ = factory_();
  transport_->connect(std::move(request), link_);
}

std::uint64_t Session::connection_number() noexcept {
  std::lock_guard lock(mutex_);
  return connection_;
}

void Session::close() noexcept {
  std::shared_ptr<SessionOwner> owner;
  {
    std::lock_guard lock(mutex_);
    switch (machine_.close()) {
      case ConnectionMachine::Action::kCloseConnection:
        open_.store(0, std::memory_order_relaxed);
        if (transport_) {
          transport_->close(kNormalClosure, "");
          return;
        }
        // The transport could not be made; whoever tried is about to say so.
        machine_.lost(false);
        break;
      case ConnectionMachine::Action::kReportEnd:
        timers_.cancel(plan_timer_);
        timers_.cancel(retry_timer_);
        break;
      default:
        return;
    }
    owner = owner_.lock();
  }
  if (owner) owner->on_session_ended(Error());
}

void Session::fail_connection(std::uint64_t connection, Error error) noexcept {
  std::lock_guard lock(mutex_);
  if (connection == connection_ && transport_) {
    transport_->abandon(std::move(error));
  }
}

void Session::ping(std::uint64_t connection) noexcept {
  std::lock_guard lock(mutex_);
  if (connection == connection_ && transport_) transport_->ping();
}

void Session::link_opened(std::uint64_t connection) noexcept {
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_) return;
    if (machine_.opened() != ConnectionMachine::Action::kReportOpen) return;
    retrying_.opened();
    turn_ = nullptr;
    opened_at_ = timers_.now();
    answered_.store(false, std::memory_order_relaxed);
    open_.store(connection, std::memory_order_relaxed);
    schedule_keep_alive_locked(silence_.begin(opened_at_));
    waker = transport_;
  }
  if (auto owner = owner_.lock()) {
    owner->on_session_open(connection, std::move(waker));
  }
}

void Session::link_text(std::uint64_t connection, std::string_view text) {
  if (open_.load(std::memory_order_relaxed) != connection) return;
  answered_.store(true, std::memory_order_relaxed);
  if (auto owner = owner_.lock()) owner->on_session_text(connection, text);
}

void Session::link_batch_end(std::uint64_t connection) {
  if (open_.load(std::memory_order_relaxed) == connection) {
    silence_.heard(timers_.now());
  }
  if (auto owner = owner_.lock()) owner->on_session_batch_end(connection);
}

bool Session::link_pull(std::uint64_t connection, FrameSink& sink) {
  auto owner = owner_.lock();
  return owner && owner->pull_frames(connection, sink);
}

void Session::link_closed(std::uint64_t connection, const Error& why) noexcept {
  ConnectionMachine::Action action;
  auto owner = owner_.lock();
  Error error = why.copied();
  if (owner) {
    error = error_of(why.status, [&] { return owner->judge(why); });
  }
  const bool may_change = owner && owner->credentials_may_change();
  bool closing = false;
  std::shared_ptr<Transport> gone;  // destroyed without the lock
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_) return;
    hide(credential_, error.message);
    if (open_.load(std::memory_order_relaxed) != 0 &&
        (answered_.load(std::memory_order_relaxed) ||
         timers_.now() - opened_at_ >= kWorkedFor)) {
      retrying_.worked();
    }
    closing = machine_.state() == ConnectionMachine::State::kClosing;
    action = attempt_failed_locked(error, true, may_change);
    open_.store(0, std::memory_order_relaxed);
    timers_.cancel(keep_alive_timer_);
    gone = std::move(transport_);
    transport_ = nullptr;
  }
  end_attempt(action, connection, error, closing);
}

ConnectionMachine::Action Session::attempt_failed_locked(
    Error& error, bool at_server, bool may_change) noexcept {
  turn_ = nullptr;
  const bool was_open = machine_.ever_opened();
  const auto wait = retrying_.wait_after(
      {error, was_open, at_server, may_change, timers_.now()});
  wait_ = wait.value_or(Milliseconds(0));
  if (!wait && !was_open) {
    error =
        error_of(error.status, [&] { return retrying_.told_of_all(error); });
  }
  return machine_.lost(wait.has_value());
}

void Session::end_attempt(ConnectionMachine::Action action,
                          std::uint64_t connection, const Error& error,
                          bool closing) noexcept {
  using Action = ConnectionMachine::Action;
  auto owner = owner_.lock();
  if (!owner) return;
  switch (action) {
    case Action::kReportLossAndWait:
      owner->on_session_lost(connection, error);
      wait_before_retry(error);
      break;
    case Action::kWait:
      wait_before_retry(error);
      break;
    case Action::kReportLossAndEnd:
      owner->on_session_lost(connection, error);
      owner->on_session_ended(error);
      break;
    case Action::kReportEnd:
      owner->on_session_ended(closing ? Error() : error);
      break;
    default:
      break;
  }
}

void Session::wait_before_retry(const Error& error) noexcept {
  auto owner = owner_.lock();
  if (!owner) return;
  Milliseconds delay;
  {
    std::lock_guard lock(mutex_);
    // The owner may have closed it when it heard of the loss.
    if (machine_.state() != ConnectionMachine::State::kBackoff) return;
    delay = wait_;
  }
  owner->on_session_retry(error, delay);
  if (schedule_retry(delay)) return;
  // Nothing would ever bring it back.
  owner->on_session_ended(Error::without_words(Status::kOutOfMemory));
}

// False where it cannot, and the session has ended.
bool Session::schedule_retry(Milliseconds delay) noexcept {
  std::lock_guard lock(mutex_);
  if (machine_.state() != ConnectionMachine::State::kBackoff) return true;
  try {
    retry_timer_ = timers_.call_after(delay, [weak = weak_from_this()] {
      if (auto session = weak.lock()) session->retry();
    });
    return true;
  } catch (const std::bad_alloc&) {
    return machine_.close() != ConnectionMachine::Action::kReportEnd;
  }
}

void Session::retry() noexcept {
  bool has_turn = true;
  {
    std::lock_guard lock(mutex_);
    if (machine_.state() != ConnectionMachine::State::kBackoff) return;
    has_turn = take_turn_locked();
    if (has_turn) machine_.retry_due();
  }
  if (has_turn) {
    prepare();
  } else if (!schedule_retry(settings_.connect_timeout)) {
    // As long as the attempt takes that has the turn. Nobody would come then.
    if (auto owner = owner_.lock()) {
      owner->on_session_ended(Error::without_words(Status::kOutOfMemory));
    }
  }
}

// Where the server has left an attempt of ours without an answer, the next one
// is one at a time.
bool Session::take_turn_locked() noexcept {
  if (!settings_.turns || !retrying_.is_unanswered()) return true;
  try {
    turn_ = settings_.turns->take(
        settings_.routes[retrying_.server()].server.to_string());
    return turn_ != nullptr;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void Session::schedule_keep_alive_locked(TimePoint when) noexcept {
  try {
    keep_alive_timer_ = timers_.call_at(
        when, [weak = weak_from_this(), connection = connection_] {
          if (auto session = weak.lock()) session->keep_alive(connection);
        });
  } catch (const std::bad_alloc&) {
    // A connection that nobody watches might be dead for ever.
    transport_->abandon(Error::without_words(Status::kOutOfMemory));
  }
}

void Session::give_up_locked(const char* why) noexcept {
  transport_->abandon(error_of(Status::kConnectionLost, [&] {
    return Error(Status::kConnectionLost,
                 why + std::to_string(settings_.keep_alive_timeout.count()) +
                     " ms (keepAliveTimeout); the connection is given up");
  }));
}

void Session::keep_alive(std::uint64_t connection) noexcept {
  std::lock_guard lock(mutex_);
  if (connection != connection_ || !transport_ ||
      machine_.state() != ConnectionMachine::State::kOpen) {
    return;
  }
  if (transport_->write_stall() > settings_.keep_alive_timeout) {
    give_up_locked("writing to the server has been stuck for over ");
    return;
  }
  const KeepAlive::Look look = silence_.look(timers_.now());
  if (look.step == KeepAlive::Step::kGiveUp) {
    give_up_locked("the server has not answered a ping within ");
    return;
  }
  if (look.step == KeepAlive::Step::kPing) transport_->ping();
  schedule_keep_alive_locked(look.next);
}

}  // namespace pulsarws
