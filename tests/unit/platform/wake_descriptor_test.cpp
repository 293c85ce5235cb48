#include "core/platform/wake_descriptor.h"

#include <fcntl.h>
#include <poll.h>

#include <future>
#include <optional>

#include "tests/support/catch.h"
#include "tests/support/wait.h"

using namespace pulsarws::platform;
using namespace pulsarws::testing;

namespace {

bool is_readable(const WakeDescriptor& descriptor, int timeout_ms = 0) {
  pollfd one{static_cast<int>(descriptor.native()), POLLIN, 0};
  return poll(&one, 1, timeout_ms) == 1 && (one.revents & POLLIN);
}

}  // namespace

TEST_CASE("a wake descriptor is readable from set to reset", "[platform]") {
  WakeDescriptor descriptor;
  CHECK_FALSE(is_readable(descriptor));
  descriptor.set();
  CHECK(is_readable(descriptor));
  CHECK(is_readable(descriptor));
  descriptor.reset();
  CHECK_FALSE(is_readable(descriptor));
  descriptor.reset();
  CHECK_FALSE(is_readable(descriptor));
}

TEST_CASE("a wake descriptor may be set any number of times", "[platform]") {
  WakeDescriptor descriptor;
  // More often than a pipe holds bytes.
  for (int i = 0; i < 200000; ++i) descriptor.set();
  CHECK(is_readable(descriptor));
  descriptor.reset();
  CHECK_FALSE(is_readable(descriptor));
  descriptor.set();
  CHECK(is_readable(descriptor));
}

TEST_CASE("a wake descriptor wakes who waits for it", "[platform]") {
  WakeDescriptor descriptor;
  auto woken = std::async(std::launch::async,
                          [&] { return is_readable(descriptor, 30000); });
  descriptor.set();
  CHECK(woken.get());
}

TEST_CASE("a program that is started does not get the wake descriptor",
          "[platform]") {
  WakeDescriptor descriptor;
  CHECK((fcntl(static_cast<int>(descriptor.native()), F_GETFD) & FD_CLOEXEC));
}

TEST_CASE("a wake descriptor that is gone leaves none open", "[platform]") {
  const std::size_t before = process_descriptors();
  std::optional<WakeDescriptor> descriptor;
  descriptor.emplace();
  descriptor.reset();
  CHECK(process_descriptors() == before);
}
