#include "core/session/connection_machine.h"

namespace pulsarws {

using Action = ConnectionMachine::Action;

Action ConnectionMachine::start() noexcept {
  if (state_ != State::kIdle) return Action::kNone;
  return go(State::kPreparing, Action::kPrepare);
}

Action ConnectionMachine::prepared() noexcept {
  if (state_ != State::kPreparing) return Action::kNone;
  return go(State::kConnecting, Action::kConnect);
}

Action ConnectionMachine::opened() noexcept {
  if (state_ != State::kConnecting) return Action::kNone;
  ever_opened_ = true;
  return go(State::kOpen, Action::kReportOpen);
}

Action ConnectionMachine::lost(bool may_retry) noexcept {
  switch (state_) {
    case State::kPreparing:
    case State::kConnecting:
      return may_retry ? go(State::kBackoff, Action::kWait)
                       : go(State::kEnded, Action::kReportEnd);
    case State::kOpen:
      return may_retry ? go(State::kBackoff, Action::kReportLossAndWait)
                       : go(State::kEnded, Action::kReportLossAndEnd);
    case State::kClosing:
      return go(State::kEnded, Action::kReportEnd);
    case State::kIdle:
    case State::kBackoff:
    case State::kEnded:
      break;
  }
  return Action::kNone;
}

Action ConnectionMachine::retry_due() noexcept {
  if (state_ != State::kBackoff) return Action::kNone;
  return go(State::kPreparing, Action::kPrepare);
}

Action ConnectionMachine::close() noexcept {
  switch (state_) {
    case State::kIdle:
    case State::kPreparing:
    case State::kBackoff:
      return go(State::kEnded, Action::kReportEnd);
    case State::kConnecting:
    case State::kOpen:
      return go(State::kClosing, Action::kCloseConnection);
    case State::kClosing:
    case State::kEnded:
      break;
  }
  return Action::kNone;
}

}  // namespace pulsarws
