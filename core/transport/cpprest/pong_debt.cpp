#include "core/transport/cpprest/pong_debt.h"

#include <openssl/rand.h>

#include <array>

#include "core/wire/base64.h"

namespace pulsarws {

PongDebt::Due PongDebt::ping_came(std::size_t payload) noexcept {
  std::lock_guard lock(mutex_);
  ++all_.pings;
  all_.bytes += kCost + payload;
  const std::uint64_t owed = all_.bytes - proven_.bytes;
  if (owed > kMost) return Due::kEnd;
  if (owed <= kAskAt || due_) return Due::kNothing;
  due_ = true;
  return Due::kProof;
}

std::string PongDebt::ask_for_proof() {
  std::array<unsigned char, 12> random = {};
  RAND_bytes(random.data(), static_cast<int>(random.size()));
  std::string proof = wire::encode_base64(
      {reinterpret_cast<const char*>(random.data()), random.size()});
  std::lock_guard lock(mutex_);
  asked_ = all_;
  proof_ = proof;
  return proof;
}

void PongDebt::pong_came(std::string_view payload) noexcept {
  std::lock_guard lock(mutex_);
  if (proof_.empty() || payload != proof_) return;
  proof_.clear();
  proven_ = asked_;
  due_ = false;
}

std::uint64_t PongDebt::unproven() const noexcept {
  std::lock_guard lock(mutex_);
  return all_.pings - proven_.pings;
}

}  // namespace pulsarws
