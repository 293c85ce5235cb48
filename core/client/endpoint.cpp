#include "core/client/endpoint.h"

#include <utility>

#include "core/client/client.h"
#include "core/observation/wall_clock.h"

namespace pulsarws {

Endpoint::Endpoint(std::shared_ptr<Client> client, std::string topic)
    : client_(std::move(client)),
      topic_(std::make_shared<const std::string>(std::move(topic))),
      number_(client_->number_handle()),
      since_(epoch_milliseconds()) {}

template <typename Tell>
void Endpoint::log_outage(Tell tell) noexcept {
  try {
    LogWords words;
    {
      std::lock_guard lock(mutex_);
      words = tell(outage_, client_->timers().now());
    }
    if (words.level != LogLevel::kOff && logs(words.level)) {
      write_log(words.level, words.text);
    }
  } catch (const std::bad_alloc&) {
    // A line less is the least of the troubles then.
  }
}

// Also where it failed before anybody had a handle to free.
Endpoint::~Endpoint() { client_->remove(*this); }

void Endpoint::make_session() {
  session_ = client_->make_session(weak_from_this());
}

void Endpoint::open(const std::shared_ptr<Operation>& opening) {
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
        Error failed = error_of(Status::kOutOfMemory, [&] {
          std::lock_guard lock(self->mutex_);
          plan.path = self->path(first);
          return Error();
        });
        if (failed) {
          answer(std::move(failed));
        } else {
          answer(std::move(plan));
        }
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

bool Endpoint::credentials_may_change() const noexcept {
  return client_->credentials_may_change();
}

const char* Endpoint::whom_it_waits_for() const noexcept {
  return session_->is_preparing() ? "the source of credentials has"
                                  : "the server has";
}

void Endpoint::run(Later& later) noexcept {
  client_->events().push_all(std::move(later.events));
  while (!later.unheard.empty()) {
    const std::unique_ptr<Event> event = later.unheard.pop_front();
    if (event->error) {
      log(LogLevel::kWarning, [&] { return event->error.message; });
    }
  }
  if (!later.warning.empty()) {
    log(LogLevel::kWarning, [&] { return later.warning; });
  }
  if (later.close) close_quietly();
  later.operations.finish();
  wake(std::exchange(later.waker, nullptr));
  if (later.out_of_memory != 0) {
    session_->fail_connection(later.out_of_memory,
                              Error::without_words(Status::kOutOfMemory));
  }
  if (later.cut_off) cut_off(later.cut_off);
  if (later.close_session) session_->close();
}

std::shared_ptr<FrameWaker> Endpoint::wake_locked() noexcept {
  if (awake_ || !waker_) return nullptr;
  awake_ = true;
  return waker_;
}

void Endpoint::on_session_open(std::uint64_t connection,
                               std::shared_ptr<FrameWaker> waker) noexcept {
  Later later;
  std::shared_ptr<Operation> opening;
  {
    std::lock_guard lock(mutex_);
    if (state_ == State::kEnded) return;
    connection_ = connection;
    waker_.swap(waker);
    awake_ = false;
    last_error_ = Error();
    attempt_ = connection;
    attempt_opened_ = true;
    ++counts_of_connections_.opened;
    since_ = epoch_milliseconds();
    tell_state_locked(later, ConnectionState::kOpen);
    if (state_ == State::kOpening) state_ = State::kOpen;
    try {
      opened_locked(later);
    } catch (const std::bad_alloc&) {
      later.out_of_memory = connection;
    }
    opening = std::move(opening_);
    opening_ = nullptr;
    later.waker = wake_locked();
  }
  log_outage([&](Outage& outage, TimePoint now) {
    return outage.opened(connection, now);
  });
  if (opening) opening->complete(Error());
  run(later);
}

void Endpoint::on_session_lost(std::uint64_t connection,
                               const Error& error) noexcept {
  Later later;
  std::shared_ptr<FrameWaker> gone;  // let go of without the lock
  {
    std::lock_guard lock(mutex_);
    gone = std::move(waker_);
    waker_ = nullptr;
    if (connection != connection_) return;
    connection_ = 0;
    last_error_ = error.copied();
    ++counts_of_connections_.lost;
    since_ = epoch_milliseconds();
    outage_.lost(connection, client_->timers().now());
    tell_state_locked(later, ConnectionState::kLost, error);
    lost_locked(error, later);
    // A consumer that is closing has nobody to settle with any more.
    continue_close_locked(later);
  }
  run(later);
}

void Endpoint::on_session_retry(const Error& error,
                                Milliseconds delay) noexcept {
  Later later;
  {
    std::lock_guard lock(mutex_);
    last_error_ = error.copied();
    if (state_ != State::kEnded) {
      if (!attempt_opened_) ++counts_of_connections_.failed_attempts;
      tell_state_locked(later, ConnectionState::kBackoff, error, delay);
    }
  }
  const bool refused = error.status == Status::kAuthentication ||
                       error.status == Status::kAuthorization;
  if (refused) client_->credentials().refused();
  log_outage([&](Outage& outage, TimePoint now) {
    return outage.next_attempt(
        error, delay,
        refused ? "tried again as long as the credentials may change "
                  "(authRetryTimeout)"
                : nullptr,
        now);
  });
}

void Endpoint::on_session_ended(const Error& error) noexcept {
  if (error.status == Status::kAuthentication) client_->credentials().refused();
  bool caller_hears = false;
  if (error) {
    std::lock_guard lock(mutex_);
    caller_hears = state_ == State::kOpening;
    if (state_ != State::kEnded && !attempt_opened_) {
      ++counts_of_connections_.failed_attempts;
    }
  }
  log_outage([&](Outage& outage, TimePoint) {
    return outage.ended(error, caller_hears);
  });
  end(error);
  // Let go of without the lock.
  std::shared_ptr<Endpoint> self;
  std::shared_ptr<FrameWaker> gone;
  std::lock_guard lock(mutex_);
  gone = std::move(waker_);
  waker_ = nullptr;
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
    told = error_of(reason ? reason.status : Status::kClosed, [&] {
      return reason ? reason.within(description())
                    : Error(Status::kClosed, description() + " is closed");
    });
    told.fatal = static_cast<bool>(reason);
    state_ = State::kEnded;
    if (connection_ != 0) since_ = epoch_milliseconds();
    connection_ = 0;
    final_error_ = told.copied();
    cut = end_locked(reason, later);
    opening = std::move(opening_);
    opening_ = nullptr;
    tell_state_locked(later, ConnectionState::kClosed, reason);
  }
  client_->statistics_book().ended(*this);
  run(later);
  if (opening) {
    // A failed attempt is the caller's to judge: the handle was never open.
    told.fatal = false;
    opening->complete(std::move(told));
  }
  {
    // Not before, so that a close returns when all is told.
    std::lock_guard lock(mutex_);
    end_is_told_ = true;
    closing.swap(closing_);
    outcome = std::move(close_outcome_);
  }
  for (auto& operation : closing) operation->complete(outcome.copied());
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
    later.waker = wake_locked();
  }
  if (opening) {
    opening->complete(error_of(Status::kClosed, [&] {
      return Error(Status::kClosed,
                   description() + " was closed before it was open");
    }));
  }
  run(later);
  if (closing) closing->complete(Error());
}

void Endpoint::close_quietly() noexcept { close(nullptr); }

void Endpoint::continue_close_locked(Later& later) noexcept {
  if (state_ != State::kClosing || !is_settled_locked()) return;
  later.close_session = true;
}

bool Endpoint::cut_off(const Error& reason) noexcept {
  bool cut = end(reason);
  session_->close();
  return cut;
}

void Endpoint::close_in_background(Milliseconds limit) noexcept {
  close_quietly();
  try {
    client_->timers().call_after(limit, [weak = weak_from_this()] {
      if (auto endpoint = weak.lock()) endpoint->cut_off(Error());
    });
  } catch (const std::bad_alloc&) {
    cut_off(Error());  // nobody would do it later
  }
}

Error Endpoint::refusal_locked() const noexcept {
  if (state_ == State::kClosing) {
    return error_of(Status::kClosed, [&] {
      return Error(Status::kClosed, description() + " is closed");
    });
  }
  return state_ == State::kEnded ? final_error_.copied() : Error();
}

Error Endpoint::last_error() const {
  std::lock_guard lock(mutex_);
  return last_error_locked();
}

Error Endpoint::last_error_locked() const {
  return state_ == State::kEnded ? final_error_ : last_error_;
}

bool Endpoint::logs(LogLevel level) const noexcept {
  return client_->log().wants(level);
}

void Endpoint::write_log(LogLevel level, std::string_view text) const {
  const std::string who = description();
  // What failed may have said already on whom.
  const bool said =
      text.substr(0, who.size()) == who && text.substr(who.size(), 2) == ": ";
  if (said) text.remove_prefix(who.size() + 2);
  const std::string handle =
      name().empty() ? "#" + std::to_string(number_) : name();
  client_->log().write(level, component(),
                       who + " (" + handle + "): " + std::string(text),
                       {topic(), attempt_, handle});
}

// Told as far as there is memory for it: what becomes of messages and
// operations is what is owed.
void Endpoint::tell_state_locked(Later& later, ConnectionState state,
                                 const Error& error,
                                 Milliseconds delay) noexcept {
  auto handler = client_->state_handler();
  if (!handler) return;
  later.state_handler = handler;
  try {
    auto event = std::make_unique<Event>();
    event->type = EventType::kState;
    event->error = error;
    event->handler = std::move(handler);
    event->client = client_;
    event->change = ConnectionChange{state, attempt_, delay};
    sign(*event);
    client_->events().push(std::move(event));
  } catch (const std::bad_alloc&) {
    return;
  }
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
