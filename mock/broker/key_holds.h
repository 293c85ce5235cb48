#pragma once

#include <cstdint>
#include <unordered_map>

#include "mock/broker/recipient.h"

namespace pulsarws::mock::broker {

// Who has unsettled messages of a key: while one has, no other gets any, or a
// key's messages would not be worked on in their order.
class KeyHolds {
 public:
  bool is_held_by_other(std::uint32_t hash, const Recipient& recipient) const {
    const auto found = holds_.find(hash);
    return found != holds_.end() && found->second.by != &recipient;
  }
  void hold(std::uint32_t hash, const Recipient& recipient) {
    Hold& hold = holds_[hash];
    hold.by = &recipient;
    ++hold.count;
  }
  void release(std::uint32_t hash) {
    const auto found = holds_.find(hash);
    if (found != holds_.end() && --found->second.count == 0) {
      holds_.erase(found);
    }
  }

 private:
  struct Hold {
    const Recipient* by = nullptr;
    std::int64_t count = 0;
  };
  std::unordered_map<std::uint32_t, Hold> holds_;
};

}  // namespace pulsarws::mock::broker
