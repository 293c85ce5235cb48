#include "core/client/endpoint.h"

#include <utility>

#include "core/client/client.h"
#include "core/observation/wall_clock.h"

namespace pulsarws {

Endpoint::Endpoint(std::shared_ptr<Client> client, std::string topic)
    : client_(std::move(client)),
      topic_(std::make_shared<const std::string>(std::move(topic))),
      since_(epoch_milliseconds()) {}

// Also where it failed before anybody had a handle to free.
Endpoint::~Endpoint() { client_->remove(*this); }

void Endpoint::make_session() {
  session_ = client_->make_session(weak_from_this());
}

void Endpoint::open(std::shared_ptr<Operation> opening) {
  Error refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();  // where it was closed meanwhile
    if (!refusal) {
      opening_ = opening;
      self_ = shared_from_this();
    }
  }
  if (refusal) {
    opening->complete(std::move(refusal));
  } else {
    session_->start();
  }
}

void Endpoint::on_session_connecting(std::uint64_t connection) noexcept {
  Later later;
  std::lock_guard lock(mutex_);
  if (state_ == State::kEnded) return;
  attempt_ = connection;
  attempt_opened_ = false;
  tell_state_locked(later, ConnectionState::kConnecting);
}

void Endpoint::plan_handshake(bool first, PlanAnswer answer) {
  client_->credentials().ask(
      [weak = weak_from_this(), first,
       answer = std::move(answer)](Result<wire::HeaderFields> headers) {
        auto self = weak.lock();
        if (!self) return;
        if (!headers) {
          answer(headers.error());
          return;
        }
        HandshakePlan plan;
        plan.headers = std::move(*headers);
        {
          std::lock_guard lock(self->mutex_);
          plan.path = self->path(first);
        }
        answer(std::move(plan));
      });
}

Error Endpoint::plan_overdue(Milliseconds limit) {
  return client_->credentials().overdue(limit);
}

Error Endpoint::judge(const Error& error) const {
  if (error.status != Status::kAuthentication) return error;
  Error judged = error;
  judged.message += "; " + client_->credentials().advice();
  return judged;
}

const char* Endpoint::whom_it_waits_for() const noexcept {
  return session_->is_preparing() ? "the source of credentials has"
                                  : "the server has";
}

void Endpoint::run(Later& later) {
  for (auto& task : later) task();
  later.clear();
}

void Endpoint::on_session_open(std::uint64_t connection) noexcept {
  Later later;
  std::shared_ptr<Operation> opening;
  {
    std::lock_guard lock(mutex_);
    if (state_ == State::kEnded) return;
    connection_ = connection;
    last_error_ = Error();
    attempt_ = connection;
    attempt_opened_ = true;
    ++counts_of_connections_.opened;
    since_ = epoch_milliseconds();
    tell_state_locked(later, ConnectionState::kOpen);
    if (state_ == State::kOpening) state_ = State::kOpen;
    opened_locked(later);
    opening = std::move(opening_);
    opening_ = nullptr;
  }
  log(LogLevel::kInfo,
      "connected (connection " + std::to_string(connection) + ")");
  if (opening) opening->complete(Error());
  run(later);
  session_->notify();
}

void Endpoint::on_session_lost(std::uint64_t connection,
                               const Error& error) noexcept {
  Later later;
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_) return;
    connection_ = 0;
    last_error_ = error;
    ++counts_of_connections_.lost;
    since_ = epoch_milliseconds();
    tell_state_locked(later, ConnectionState::kLost, error);
    lost_locked(error, later);
    // A consumer that is closing has nobody to settle with any more.
    continue_close_locked(later);
  }
  log(LogLevel::kWarning,
      "connection " + std::to_string(connection) + " lost: " + error.message);
  run(later);
}

void Endpoint::on_session_retry(const Error& error,
                                Milliseconds delay) noexcept {
  Later later;
  {
    std::lock_guard lock(mutex_);
    last_error_ = error;
    if (state_ != State::kEnded) {
      if (!attempt_opened_) ++counts_of_connections_.failed_attempts;
      tell_state_locked(later, ConnectionState::kBackoff, error, delay);
    }
  }
  log(LogLevel::kWarning, error.message + "; next attempt in " +
                              std::to_string(delay.count()) + " ms");
}

void Endpoint::on_session_ended(const Error& error) noexcept {
  if (error.status == Status::kAuthentication) client_->credentials().refused();
  if (error) {
    bool caller_hears;
    {
      std::lock_guard lock(mutex_);
      caller_hears = state_ == State::kOpening;
      if (state_ != State::kEnded && !attempt_opened_) {
        ++counts_of_connections_.failed_attempts;
      }
    }
    log(caller_hears ? LogLevel::kInfo : LogLevel::kError,
        "ended for good: " + error.message);
  }
  end(error);
  std::shared_ptr<Endpoint> self;  // let go of without the lock
  std::lock_guard lock(mutex_);
  self = std::move(self_);
}

bool Endpoint::end(const Error& reason) noexcept {
  Later later;
  bool cut = false;
  std::shared_ptr<Operation> opening;
  std::vector<std::shared_ptr<Operation>> closing;
  Error told;
  Error outcome;
  {
    std::lock_guard lock(mutex_);
    if (state_ == State::kEnded) return false;
    if (reason) {
      told = reason.within(description());
      told.fatal = true;
    } else {
      told = Error(Status::kClosed, description() + " is closed");
    }
    state_ = State::kEnded;
    if (connection_ != 0) since_ = epoch_milliseconds();
    connection_ = 0;
    final_error_ = told;
    cut = end_locked(reason, later);
    opening = std::move(opening_);
    opening_ = nullptr;
    tell_state_locked(later, ConnectionState::kClosed, reason);
  }
  client_->statistics_book().ended(*this);
  // What they hold is let go of at the very end: a listener's destructor is the
  // application's code.
  for (auto& task : later) task();
  if (opening) {
    // A failed attempt is the caller's to judge: the handle was never open.
    told.fatal = false;
    opening->complete(told);
  }
  {
    // Not before, so that a close returns when all is told.
    std::lock_guard lock(mutex_);
    end_is_told_ = true;
    closing.swap(closing_);
    outcome = close_outcome_;
  }
  for (auto& operation : closing) operation->complete(outcome);
  return cut;
}

void Endpoint::close(std::shared_ptr<Operation> closing) {
  Later later;
  std::shared_ptr<Operation> opening;
  {
    std::lock_guard lock(mutex_);
    if (!end_is_told_) {
      if (closing) closing_.push_back(closing);
      closing = nullptr;
    }
    if (state_ != State::kEnded) {
      if (state_ != State::kClosing) {
        state_ = State::kClosing;
        opening = std::move(opening_);
        opening_ = nullptr;
        begin_close_locked(later);
      }
      continue_close_locked(later);
    }
  }
  if (opening) {
    opening->complete(Error(Status::kClosed, description() +
                                                 " was closed before it was "
                                                 "open"));
  }
  run(later);
  if (closing) closing->complete(Error());
  session_->notify();
}

void Endpoint::continue_close_locked(Later& later) {
  if (state_ != State::kClosing || !is_settled_locked()) return;
  later.emplace_back([session = session_] { session->close(); });
}

bool Endpoint::cut_off(const Error& reason) noexcept {
  bool cut = end(reason);
  session_->close();
  return cut;
}

void Endpoint::close_in_background(Milliseconds limit) noexcept {
  close(nullptr);
  client_->timers().call_after(limit, [weak = weak_from_this()] {
    if (auto endpoint = weak.lock()) endpoint->cut_off(Error());
  });
}

Error Endpoint::refusal_locked() const {
  if (state_ == State::kClosing) {
    return Error(Status::kClosed, description() + " is closed");
  }
  return state_ == State::kEnded ? final_error_ : Error();
}

Error Endpoint::last_error() const {
  std::lock_guard lock(mutex_);
  return last_error_locked();
}

Error Endpoint::last_error_locked() const {
  return state_ == State::kEnded ? final_error_ : last_error_;
}

void Endpoint::log(LogLevel level, const std::string& text) const noexcept {
  if (client_->log().wants(level)) {
    client_->log().write(level, component(), description() + ": " + text,
                         {topic(), attempt_});
  }
}

void Endpoint::tell_state_locked(Later& later, ConnectionState state,
                                 const Error& error, Milliseconds delay) {
  auto handler = client_->state_handler();
  if (!handler) return;
  later.emplace_back([handler] {});
  Event event;
  event.type = EventType::kState;
  event.error = error;
  event.handler = std::move(handler);
  event.client = client_;
  event.change = std::make_unique<ConnectionChange>(
      ConnectionChange{state, attempt_, delay});
  sign(event);
  client_->events().push(std::move(event));
}

EndpointStatistics Endpoint::statistics_locked() const {
  EndpointStatistics now;
  now.topic = topic();
  now.connected = connection_ != 0;
  now.since = since_;
  now.connection = attempt_;
  now.connections = counts_of_connections_;
  now.last_error = last_error_locked();
  return now;
}

}  // namespace pulsarws
