#include "core/platform/threads.h"

#include <chrono>
#include <thread>
#include <utility>

namespace pulsarws::platform {

// There are no signals that a thread could block.
struct BlockedSignals::Saved {};
BlockedSignals::BlockedSignals() = default;
BlockedSignals::~BlockedSignals() = default;

struct HostSignals::Masks {};
HostSignals::HostSignals() = default;
HostSignals::~HostSignals() = default;
void HostSignals::enter() noexcept {}
void HostSignals::leave() noexcept {}

// Nor are threads cancelled.
NotCancelled::NotCancelled() noexcept = default;
NotCancelled::~NotCancelled() = default;

void start_detached_thread(const char*, std::function<void()> body) {
  std::thread([body = std::move(body)]() noexcept { body(); }).detach();
}

void park_this_thread() noexcept {
  while (true) std::this_thread::sleep_for(std::chrono::hours(1));
}

}  // namespace pulsarws::platform
