#include "core/session/keep_alive.h"

namespace pulsarws {

TimePoint KeepAlive::begin(TimePoint now) noexcept {
  heard(now);
  heard_before_ping_.reset();
  return look(now).next;
}

KeepAlive::Look KeepAlive::look(TimePoint now) noexcept {
  // Without pings it is still looked whether writing is stuck.
  if (interval_.count() == 0) return {Step::kWait, now + timeout_};
  const TimePoint last = last_heard();
  if (heard_before_ping_ == last) return {Step::kGiveUp, now};
  heard_before_ping_.reset();
  const TimePoint due = last + interval_;
  if (now < due) return {Step::kWait, due};
  heard_before_ping_ = last;
  return {Step::kPing, now + timeout_};
}

}  // namespace pulsarws
