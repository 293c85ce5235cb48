#include "core/client/settlements.h"

#include <new>

namespace pulsarws {
namespace {

// A message that has not come back by then was settled after all, or has gone
// to another consumer. Forgetting one costs a second delivery at the worst.
constexpr std::chrono::minutes kMemory{10};
// Of each kind: those that a fence has confirmed and those that come again.
constexpr std::size_t kMostRemembered = 100000;

}  // namespace

void Settlements::sent(const wire::MessageId& id, Verdict verdict) {
  unfenced_.push_back({id, verdict});
}

void Settlements::remember(const wire::MessageId& id, Verdict verdict,
                           TimePoint now) noexcept {
  remember_until(id, verdict, now, now + kMemory);
}

void Settlements::remember_until(const wire::MessageId& id, Verdict verdict,
                                 TimePoint now, TimePoint until) noexcept {
  try {
    forget_old(now);
    age_order_.emplace_back(id, now);
    remembered_[id] = {verdict, now, until};
  } catch (const std::bad_alloc&) {
    return;  // an entry of age_order_ without its message is dropped in time
  }
}

bool Settlements::remembers(const wire::MessageId& id,
                            TimePoint now) const noexcept {
  if (remembered_.empty()) return false;
  const auto found = remembered_.find(id);
  return found != remembered_.end() && now < found->second.until;
}

std::optional<Verdict> Settlements::take(const wire::MessageId& id,
                                         TimePoint now) {
  if (!remembers(id, now)) return {};
  const auto found = remembered_.find(id);
  const Verdict verdict = found->second.verdict;
  remembered_.erase(found);
  return verdict;
}

void Settlements::fence_asked() {
  fences_.push_back(fenced_ + unfenced_.size());
}

void Settlements::fence_answered(TimePoint now) noexcept {
  if (fences_.empty()) return;
  std::uint64_t behind = fences_.front();
  fences_.pop_front();
  while (fenced_ < behind && !unfenced_.empty()) {
    keep_fenced(unfenced_.front(), now);
    unfenced_.pop_front();
    ++fenced_;
  }
}

// Only in order here, which is cheap: they are looked up by id after a loss.
void Settlements::keep_fenced(const Sent& sent, TimePoint now) noexcept {
  if (memory_ <= Milliseconds(0)) return;
  while (!fenced_verdicts_.empty() &&
         (now - fenced_verdicts_.front().at >= memory_ ||
          fenced_verdicts_.size() >= kMostRemembered)) {
    fenced_verdicts_.pop_front();
  }
  try {
    fenced_verdicts_.push_back({sent, now});
  } catch (const std::bad_alloc&) {
    return;  // then it is delivered a second time at the worst
  }
}

std::size_t Settlements::without_fence() const noexcept {
  std::uint64_t all = fenced_ + unfenced_.size();
  return static_cast<std::size_t>(all -
                                  (fences_.empty() ? fenced_ : fences_.back()));
}

void Settlements::connection_lost(TimePoint now) noexcept {
  const auto note = [&](const Sent& sent, TimePoint until) {
    if (sent.verdict == Verdict::kNack) {
      forget(sent.id);
    } else if (now < until) {
      remember_until(sent.id, sent.verdict, now, until);
    }
  };
  for (std::size_t i = 0; i < fenced_verdicts_.size(); ++i) {
    note(fenced_verdicts_[i].sent, fenced_verdicts_[i].at + memory_);
  }
  for (std::size_t i = 0; i < unfenced_.size(); ++i) {
    note(unfenced_[i], now + kMemory);
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
    if (!gone && now < found->second.until &&
        remembered_.size() < kMostRemembered) {
      break;
    }
    if (!gone) remembered_.erase(found);
    age_order_.pop_front();
  }
}

}  // namespace pulsarws
