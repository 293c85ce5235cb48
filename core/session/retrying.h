#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/session/backoff.h"

namespace pulsarws {

struct RetrySettings {
  std::size_t servers = 1;
  bool retry_first_connect = false;
  // How long refused credentials are tried again, where they can change; 0: for
  // ever.
  Milliseconds refused_for{0};
  // After an attempt that the server left without an answer.
  Milliseconds unanswered_backoff{30000};
};

// Whether a session tries again after a failure, which server then, and after
// what wait. No lock and no timers of its own.
//
// A session that was never open goes through its servers without a wait between
// them; only when each has failed is that told, or another round begun. One
// that was open gives up nothing that may pass.
class Retrying {
 public:
  Retrying(RetrySettings settings, Backoff backoff);

  struct Failure {
    const Error& error;
    bool was_open = false;    // some connection of the session was, ever
    bool at_server = true;    // else no server was asked
    bool may_change = false;  // what the server was shown, by the next attempt
    TimePoint now;
  };
  // How long to wait before the next attempt; none where there is none.
  std::optional<Milliseconds> wait_after(const Failure& failure);

  // The server of the next attempt, or of the one under way.
  std::size_t server() const noexcept { return server_; }
  // Whether it left this session's last attempt at it without an answer.
  bool is_unanswered() const noexcept {
    return not_before_[server_].has_value();
  }

  void opened() noexcept;
  // A connection did what it is for.
  void worked() noexcept { backoff_.reset(); }

  // What to say where none of the servers let us in: `last`, and what the
  // others had said before it.
  Error told_of_all(const Error& last) const;

 private:
  std::optional<Milliseconds> wait_in_first_rounds(const Failure& failure);
  bool is_final(const Failure& failure) noexcept;
  Milliseconds wait_for_next_server(Milliseconds wait, TimePoint now) noexcept;
  void next_server() noexcept { server_ = (server_ + 1) % settings_.servers; }

  const RetrySettings settings_;
  Backoff backoff_;
  std::size_t server_ = 0;
  // Of servers that did not answer: until when they are left in peace.
  std::vector<std::optional<TimePoint>> not_before_;

  // Since the last time it was open.
  std::optional<TimePoint> refused_since_;
  bool bad_request_ = false;

  // Of a session that was never open: the round through its servers.
  std::vector<Error> round_;
  bool round_may_pass_ = false;
};

}  // namespace pulsarws
