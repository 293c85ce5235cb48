#include "core/transport/cpprest/openssl_at_exit.h"

#include <openssl/crypto.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <shared_mutex>

#include "core/never_destroyed.h"

namespace pulsarws {
namespace {

constexpr std::chrono::seconds kPatience{1};

// Shared by whoever is in OpenSSL; the exit takes it for itself, for good.
std::shared_timed_mutex& in_use() noexcept {
  static NeverDestroyed<std::shared_timed_mutex> mutex;
  return *mutex;
}

void wait_for_users() {
  // Whether it is had or not: the process ends.
  static_cast<void>(in_use().try_lock_for(kPatience));
}

}  // namespace

void keep_openssl_until_the_end() noexcept {
  static std::once_flag once;
  std::call_once(once, [] {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
    // Registered behind OpenSSL's own clean-up, so called before it.
    std::atexit(&wait_for_users);
  });
}

OpensslInUse::OpensslInUse() noexcept { in_use().lock_shared(); }

OpensslInUse::~OpensslInUse() { in_use().unlock_shared(); }

}  // namespace pulsarws
