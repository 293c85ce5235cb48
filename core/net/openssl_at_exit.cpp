#include "core/net/openssl_at_exit.h"

#include <openssl/crypto.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>

#include "core/base/exit_gate.h"
#include "core/base/never_destroyed.h"

namespace pulsarws {
namespace {

// Far more than any machine needs to read its certificates.
constexpr std::chrono::seconds kForSetup{20};
constexpr std::chrono::milliseconds kForHandshake{500};

ExitGate& gate_for(OpensslInUse::For what) noexcept {
  static NeverDestroyed<ExitGate> setup;
  static NeverDestroyed<ExitGate> handshake;
  return what == OpensslInUse::For::kSetup ? *setup : *handshake;
}

std::atomic<void (*)()> hold_others{nullptr};

void wait_for_users() {
  if (auto* hold = hold_others.load()) hold();
  gate_for(OpensslInUse::For::kSetup).close(kForSetup);
  gate_for(OpensslInUse::For::kHandshake).close(kForHandshake);
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

void call_before_openssl_ends(void (*hold)()) noexcept { hold_others = hold; }

OpensslInUse::OpensslInUse(For what) noexcept
    : what_(what), inside_(gate_for(what).enter()) {}

OpensslInUse::~OpensslInUse() {
  if (inside_) gate_for(what_).leave();
}

}  // namespace pulsarws
