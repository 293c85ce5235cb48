#include "core/base/exit_gate.h"

#include "core/base/process_exit.h"
#include "core/platform/fork_guard.h"

namespace pulsarws {

bool ExitGate::enter() noexcept {
  if (exiting_.load(std::memory_order_relaxed) == std::this_thread::get_id()) {
    return false;
  }
  inside_.lock_shared();
  return true;
}

void ExitGate::close(std::chrono::milliseconds patience) noexcept {
  // Who was inside when the process forked does not leave here.
  if (platform::is_forked()) return;
  note_process_exit();
  exiting_ = std::this_thread::get_id();
  static_cast<void>(inside_.try_lock_for(patience));
}

}  // namespace pulsarws
