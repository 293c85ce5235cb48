#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace pulsarws {

// How much websocketpp may keep in answers to a server's pings that the server
// does not read. It takes every answer, and says nothing of how many wait. So
// the server has to prove now and then that it reads: each ping of ours holds
// what nobody can know who has not read all that was sent before it.
class PongDebt {
 public:
  // What an answer is taken to cost beside its payload, and how much may wait:
  // until proof is asked for, and at all.
  static constexpr std::size_t kCost = 512;
  static constexpr std::size_t kAskAt = 1 << 20;
  static constexpr std::size_t kMost = 16 << 20;

  enum class Due : std::uint8_t { kNothing, kProof, kEnd };

  // A ping has come: what is due now. kProof is said once, until there is some.
  Due ping_came(std::size_t payload) noexcept;

  // The payload of a ping of ours, of which there is but one at a time that
  // counts: the last.
  std::string ask_for_proof();
  void pong_came(std::string_view payload) noexcept;

  // Pings that no proof covers.
  std::uint64_t unproven() const noexcept;

 private:
  struct Amount {
    std::uint64_t pings = 0;
    std::uint64_t bytes = 0;
  };

  mutable std::mutex mutex_;
  Amount all_;
  Amount asked_;   // what there was when the proof was asked for
  Amount proven_;  // what there was before the last proof
  bool due_ = false;
  std::string proof_;  // empty: none is owed
};

}  // namespace pulsarws
