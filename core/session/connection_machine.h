#pragma once

#include <cstdint>

namespace pulsarws {

// The life of a session as states and transitions, without any I/O:
//
//   state       input          next        the session then
//   ----------  -------------  ----------  ------------------------------------
//   idle        start          preparing   asks its owner for credentials
//   idle        close          ended       reports the end
//   preparing   prepared       connecting  connects
//   preparing   lost, retry    backoff     waits, longer each time
//   preparing   lost, final    ended       reports the end
//   preparing   close          ended       reports the end
//   connecting  opened         open        reports it, starts keep-alive
//   connecting  lost, retry    backoff     waits, longer each time
//   connecting  lost, final    ended       reports the end
//   connecting  close          closing     closes the connection
//   open        lost, retry    backoff     reports the loss, waits
//   open        lost, final    ended       reports the loss and the end
//   open        close          closing     closes the connection
//   backoff     retry due      preparing   asks its owner for credentials
//   backoff     close          ended       reports the end
//   closing     lost           ended       reports the end
//   any         anything else  the same    nothing
//
// "lost" is every end of an attempt or a connection: no credentials, refused,
// broken, timed out, closed.
class ConnectionMachine {
 public:
  enum class State : std::uint8_t {
    kIdle,
    kPreparing,
    kConnecting,
    kOpen,
    kBackoff,
    kClosing,
    kEnded
  };
  enum class Action : std::uint8_t {
    kNone,
    kPrepare,
    kConnect,
    kReportOpen,
    kWait,
    kReportLossAndWait,
    kReportEnd,
    kReportLossAndEnd,
    kCloseConnection
  };

  State state() const noexcept { return state_; }
  bool ever_opened() const noexcept { return ever_opened_; }

  Action start() noexcept;
  Action prepared() noexcept;
  Action opened() noexcept;
  Action lost(bool may_retry) noexcept;
  Action retry_due() noexcept;
  Action close() noexcept;

 private:
  Action go(State next, Action action) noexcept {
    state_ = next;
    return action;
  }

  State state_ = State::kIdle;
  bool ever_opened_ = false;
};

}  // namespace pulsarws
