#include "core/client/settlements.h"

#include <new>

namespace pulsarws {
namespace {

// A message that has not come back by then was settled after all, or has gone
// to another consumer. Forgetting one costs a second delivery at the worst.
constexpr std::chrono::minutes kMemory{10};
constexpr std::size_t kMostRemembered = 100000;

}  // namespace

void Settlements::sent(const wire::MessageId& id, Verdict verdict) {
  unfenced_.push_back({id, verdict});
}

void Settlements::remember(const wire::MessageId& id, Verdict verdict,
                           TimePoint now) noexcept {
  try {
    forget_old(now);
    age_order_.emplace_back(id, now);
    remembered_[id] = {verdict, now};
  } catch (const std::bad_alloc&) {
    return;  // an entry of age_order_ without its message is dropped in time
  }
}

std::optional<Verdict> Settlements::take(const wire::MessageId& id) {
  if (remembered_.empty()) return {};
  auto found = remembered_.find(id);
  if (found == remembered_.end()) return {};
  Verdict verdict = found->second.verdict;
  remembered_.erase(found);
  return verdict;
}

void Settlements::fence_asked() {
  fences_.push_back(fenced_ + unfenced_.size());
}

void Settlements::fence_answered() {
  if (fences_.empty()) return;
  std::uint64_t behind = fences_.front();
  fences_.pop_front();
  while (fenced_ < behind && !unfenced_.empty()) {
    unfenced_.pop_front();
    ++fenced_;
  }
}

std::size_t Settlements::without_fence() const noexcept {
  std::uint64_t all = fenced_ + unfenced_.size();
  return static_cast<std::size_t>(all -
                                  (fences_.empty() ? fenced_ : fences_.back()));
}

void Settlements::connection_lost(TimePoint now) noexcept {
  for (std::size_t i = 0; i < unfenced_.size(); ++i) {
    const Sent& sent = unfenced_[i];
    if (sent.verdict == Verdict::kAck) remember(sent.id, sent.verdict, now);
  }
  fenced_ += unfenced_.size();
  unfenced_.clear();
  fences_.clear();
}

void Settlements::forget_old(TimePoint now) {
  while (!age_order_.empty()) {
    const auto& [id, since] = age_order_.front();
    auto found = remembered_.find(id);
    bool gone = found == remembered_.end() || found->second.since != since;
    if (!gone && now - since < kMemory &&
        remembered_.size() < kMostRemembered) {
      break;
    }
    if (!gone) remembered_.erase(found);
    age_order_.pop_front();
  }
}

}  // namespace pulsarws
