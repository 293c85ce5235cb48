#include "core/base/process_exit.h"

#include <atomic>
#include <cstdlib>
#include <mutex>

namespace pulsarws {
namespace {

std::atomic<bool> has_begun{false};

}  // namespace

void await_process_exit() noexcept {
  static std::once_flag once;
  std::call_once(once, [] { std::atexit(&note_process_exit); });
}

void note_process_exit() noexcept { has_begun = true; }

bool process_exits() noexcept { return has_begun; }

}  // namespace pulsarws
