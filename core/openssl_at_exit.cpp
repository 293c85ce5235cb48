#include "core/openssl_at_exit.h"

#include <openssl/crypto.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <shared_mutex>

#include "core/never_destroyed.h"

namespace pulsarws {
namespace {

using Mutex = std::shared_timed_mutex;

// Far more than any machine needs to read its certificates.
constexpr std::chrono::seconds kForSetup{20};
constexpr std::chrono::milliseconds kForHandshake{500};

// Shared by whoever is in OpenSSL; the exit takes them for itself, for good.
Mutex& in_use_for(OpensslInUse::For what) noexcept {
  static NeverDestroyed<Mutex> setup;
  static NeverDestroyed<Mutex> handshake;
  return what == OpensslInUse::For::kSetup ? *setup : *handshake;
}

void wait_for_users() {
  // Whether they are had or not: the process ends.
  static_cast<void>(
      in_use_for(OpensslInUse::For::kSetup).try_lock_for(kForSetup));
  static_cast<void>(
      in_use_for(OpensslInUse::For::kHandshake).try_lock_for(kForHandshake));
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

OpensslInUse::OpensslInUse(For what) noexcept : what_(what) {
  in_use_for(what_).lock_shared();
}

OpensslInUse::~OpensslInUse() { in_use_for(what_).unlock_shared(); }

}  // namespace pulsarws
