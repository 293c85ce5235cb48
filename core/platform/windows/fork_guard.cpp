#include "core/platform/fork_guard.h"

namespace pulsarws::platform {

// Windows has no fork.
bool is_forked() noexcept { return false; }
void watch_forks() {}

}  // namespace pulsarws::platform
