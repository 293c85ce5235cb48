#include "core/session/retrying.h"

#include <algorithm>
#include <utility>

namespace pulsarws {

Retrying::Retrying(RetrySettings settings, Backoff backoff)
    : settings_(settings),
      backoff_(std::move(backoff)),
      not_before_(settings.servers) {
  round_.reserve(settings.servers);
}

std::optional<Milliseconds> Retrying::wait_after(const Failure& failure) {
  if (failure.at_server) {
    not_before_[server_].reset();
    if (failure.error.outlook == Outlook::kSlow) {
      not_before_[server_] =
          failure.now + backoff_.part_of(settings_.unanswered_backoff);
    }
  }
  if (!failure.was_open) return wait_in_first_rounds(failure);
  if (is_final(failure)) return std::nullopt;
  if (failure.at_server) next_server();
  return wait_for_next_server(backoff_.next(), failure.now);
}

std::optional<Milliseconds> Retrying::wait_in_first_rounds(
    const Failure& failure) {
  if (round_.size() >= settings_.servers) {
    round_.clear();
    round_may_pass_ = false;
  }
  round_may_pass_ = round_may_pass_ || failure.error.retriable();
  if (failure.at_server) {
    round_.push_back(failure.error.copied());
    next_server();
    const auto& not_before = not_before_[server_];
    const bool in_peace = not_before && *not_before > failure.now;
    if (round_.size() < settings_.servers && !in_peace) return Milliseconds(0);
  }
  if (!settings_.retry_first_connect || !round_may_pass_) return std::nullopt;
  return wait_for_next_server(backoff_.next(), failure.now);
}

bool Retrying::is_final(const Failure& failure) noexcept {
  switch (failure.error.status) {
    // Nothing that time alone would heal.
    case Status::kInvalidArgument:
    case Status::kNotSupported:
      return true;
    case Status::kBadRequest:
      return !failure.may_change || std::exchange(bad_request_, true);
    case Status::kAuthentication:
    case Status::kAuthorization:
      if (!failure.may_change) return true;
      if (!refused_since_) refused_since_ = failure.now;
      return settings_.refused_for.count() > 0 &&
             failure.now - *refused_since_ >= settings_.refused_for;
    default:
      return failure.error.outlook == Outlook::kFinal;
  }
}

// From the next server on, the first that may be asked by then.
Milliseconds Retrying::wait_for_next_server(Milliseconds wait,
                                            TimePoint now) noexcept {
  const TimePoint then = now + wait;
  std::size_t best = server_;
  TimePoint best_time = TimePoint::max();
  for (std::size_t i = 0; i < settings_.servers; ++i) {
    const std::size_t candidate = (server_ + i) % settings_.servers;
    const TimePoint time =
        std::max(then, not_before_[candidate].value_or(then));
    if (time >= best_time) continue;
    best = candidate;
    best_time = time;
  }
  server_ = best;
  return std::chrono::ceil<Milliseconds>(best_time - now);
}

void Retrying::opened() noexcept {
  not_before_[server_].reset();
  refused_since_.reset();
  bad_request_ = false;
  round_.clear();
}

Error Retrying::told_of_all(const Error& last) const {
  // What a server has answered says more than that another one is not there.
  const Error* told = &last;
  for (const Error& error : round_) {
    if (told->http_status == 0 && error.http_status != 0) told = &error;
  }
  Error all = *told;
  const char* before = "; of the other URLs: ";
  for (const Error& error : round_) {
    if (error.message == told->message) continue;
    all.message += std::exchange(before, "; ") + error.message;
  }
  return all;
}

}  // namespace pulsarws
