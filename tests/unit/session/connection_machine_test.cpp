#include "core/session/connection_machine.h"

#include <functional>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using pulsarws::ConnectionMachine;
using State = ConnectionMachine::State;
using Action = ConnectionMachine::Action;

namespace {

using Input = std::function<Action(ConnectionMachine&)>;

const Input kStart = [](ConnectionMachine& m) { return m.start(); };
const Input kPrepared = [](ConnectionMachine& m) { return m.prepared(); };
const Input kOpened = [](ConnectionMachine& m) { return m.opened(); };
const Input kLostRetry = [](ConnectionMachine& m) { return m.lost(true); };
const Input kLostFinal = [](ConnectionMachine& m) { return m.lost(false); };
const Input kRetryDue = [](ConnectionMachine& m) { return m.retry_due(); };
const Input kClose = [](ConnectionMachine& m) { return m.close(); };

// A machine in each state, by the shortest way there.
ConnectionMachine machine_in(State state) {
  ConnectionMachine machine;
  switch (state) {
    case State::kIdle:
      break;
    case State::kPreparing:
      machine.start();
      break;
    case State::kConnecting:
      machine.start();
      machine.prepared();
      break;
    case State::kOpen:
      machine.start();
      machine.prepared();
      machine.opened();
      break;
    case State::kBackoff:
      machine.start();
      machine.lost(true);
      break;
    case State::kClosing:
      machine.start();
      machine.prepared();
      machine.close();
      break;
    case State::kEnded:
      machine.close();
      break;
  }
  return machine;
}

const char* name_of(State state) {
  switch (state) {
    case State::kIdle:
      return "idle";
    case State::kPreparing:
      return "preparing";
    case State::kConnecting:
      return "connecting";
    case State::kOpen:
      return "open";
    case State::kBackoff:
      return "backoff";
    case State::kClosing:
      return "closing";
    case State::kEnded:
      return "ended";
  }
  return "";
}

struct Row {
  State state;
  const char* input_name;
  const Input* input;
  State next;
  Action action;
};

}  // namespace

// The table of the header, with the rows that its last line stands for.
TEST_CASE("every state answers every input as the table says", "[machine]") {
  const Row rows[] = {
      {State::kIdle, "start", &kStart, State::kPreparing, Action::kPrepare},
      {State::kIdle, "prepared", &kPrepared, State::kIdle, Action::kNone},
      {State::kIdle, "opened", &kOpened, State::kIdle, Action::kNone},
      {State::kIdle, "lost, retry", &kLostRetry, State::kIdle, Action::kNone},
      {State::kIdle, "lost, final", &kLostFinal, State::kIdle, Action::kNone},
      {State::kIdle, "retry due", &kRetryDue, State::kIdle, Action::kNone},
      {State::kIdle, "close", &kClose, State::kEnded, Action::kReportEnd},

      {State::kPreparing, "start", &kStart, State::kPreparing, Action::kNone},
      {State::kPreparing, "prepared", &kPrepared, State::kConnecting,
       Action::kConnect},
      {State::kPreparing, "opened", &kOpened, State::kPreparing, Action::kNone},
      {State::kPreparing, "lost, retry", &kLostRetry, State::kBackoff,
       Action::kWait},
      {State::kPreparing, "lost, final", &kLostFinal, State::kEnded,
       Action::kReportEnd},
      {State::kPreparing, "retry due", &kRetryDue, State::kPreparing,
       Action::kNone},
      {State::kPreparing, "close", &kClose, State::kEnded, Action::kReportEnd},

      {State::kConnecting, "start", &kStart, State::kConnecting, Action::kNone},
      {State::kConnecting, "prepared", &kPrepared, State::kConnecting,
       Action::kNone},
      {State::kConnecting, "opened", &kOpened, State::kOpen,
       Action::kReportOpen},
      {State::kConnecting, "lost, retry", &kLostRetry, State::kBackoff,
       Action::kWait},
      {State::kConnecting, "lost, final", &kLostFinal, State::kEnded,
       Action::kReportEnd},
      {State::kConnecting, "retry due", &kRetryDue, State::kConnecting,
       Action::kNone},
      {State::kConnecting, "close", &kClose, State::kClosing,
       Action::kCloseConnection},

      {State::kOpen, "start", &kStart, State::kOpen, Action::kNone},
      {State::kOpen, "prepared", &kPrepared, State::kOpen, Action::kNone},
      {State::kOpen, "opened", &kOpened, State::kOpen, Action::kNone},
      {State::kOpen, "lost, retry", &kLostRetry, State::kBackoff,
       Action::kReportLossAndWait},
      {State::kOpen, "lost, final", &kLostFinal, State::kEnded,
       Action::kReportLossAndEnd},
      {State::kOpen, "retry due", &kRetryDue, State::kOpen, Action::kNone},
      {State::kOpen, "close", &kClose, State::kClosing,
       Action::kCloseConnection},

      {State::kBackoff, "start", &kStart, State::kBackoff, Action::kNone},
      {State::kBackoff, "prepared", &kPrepared, State::kBackoff, Action::kNone},
      {State::kBackoff, "opened", &kOpened, State::kBackoff, Action::kNone},
      {State::kBackoff, "lost, retry", &kLostRetry, State::kBackoff,
       Action::kNone},
      {State::kBackoff, "lost, final", &kLostFinal, State::kBackoff,
       Action::kNone},
      {State::kBackoff, "retry due", &kRetryDue, State::kPreparing,
       Action::kPrepare},
      {State::kBackoff, "close", &kClose, State::kEnded, Action::kReportEnd},

      {State::kClosing, "start", &kStart, State::kClosing, Action::kNone},
      {State::kClosing, "prepared", &kPrepared, State::kClosing, Action::kNone},
      {State::kClosing, "opened", &kOpened, State::kClosing, Action::kNone},
      {State::kClosing, "lost, retry", &kLostRetry, State::kEnded,
       Action::kReportEnd},
      {State::kClosing, "lost, final", &kLostFinal, State::kEnded,
       Action::kReportEnd},
      {State::kClosing, "retry due", &kRetryDue, State::kClosing,
       Action::kNone},
      {State::kClosing, "close", &kClose, State::kClosing, Action::kNone},

      {State::kEnded, "start", &kStart, State::kEnded, Action::kNone},
      {State::kEnded, "prepared", &kPrepared, State::kEnded, Action::kNone},
      {State::kEnded, "opened", &kOpened, State::kEnded, Action::kNone},
      {State::kEnded, "lost, retry", &kLostRetry, State::kEnded, Action::kNone},
      {State::kEnded, "lost, final", &kLostFinal, State::kEnded, Action::kNone},
      {State::kEnded, "retry due", &kRetryDue, State::kEnded, Action::kNone},
      {State::kEnded, "close", &kClose, State::kEnded, Action::kNone},
  };
  for (const Row& row : rows) {
    INFO(name_of(row.state) << ", " << row.input_name);
    ConnectionMachine machine = machine_in(row.state);
    REQUIRE(machine.state() == row.state);
    CHECK((*row.input)(machine) == row.action);
    CHECK(machine.state() == row.next);
  }
}

TEST_CASE("a machine remembers whether it was ever open", "[machine]") {
  ConnectionMachine machine;
  CHECK_FALSE(machine.ever_opened());
  machine.start();
  machine.prepared();
  machine.lost(true);
  machine.retry_due();
  CHECK_FALSE(machine.ever_opened());
  machine.prepared();
  machine.opened();
  CHECK(machine.ever_opened());
  machine.lost(true);
  machine.retry_due();
  CHECK(machine.ever_opened());
}
