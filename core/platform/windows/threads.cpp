#include "core/platform/threads.h"

#include <thread>
#include <utility>

namespace pulsarws::platform {

// There are no signals that a thread could block.
struct BlockedSignals::Saved {};
BlockedSignals::BlockedSignals() = default;
BlockedSignals::~BlockedSignals() = default;

void start_detached_thread(const char*, std::function<void()> body) {
  std::thread([body = std::move(body)]() noexcept { body(); }).detach();
}

}  // namespace pulsarws::platform
