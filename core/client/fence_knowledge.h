#pragma once

#include <atomic>
#include <cstdint>

namespace pulsarws {

// Whether a client's servers answer the question by which consumers learn that
// their acks were handled. Old ones do not. Said by whichever consumer finds
// out; on any thread.
class FenceKnowledge {
 public:
  void answered() noexcept { found_ = Found::kAnswers; }
  // Not where one was answered ever.
  void unanswered() noexcept {
    Found nothing = Found::kNothing;
    found_.compare_exchange_strong(nothing, Found::kSilent);
  }

  bool is_open() const noexcept { return found_ == Found::kNothing; }
  bool is_answered() const noexcept { return found_ == Found::kAnswers; }
  bool is_silent() const noexcept { return found_ == Found::kSilent; }

 private:
  enum class Found : std::uint8_t { kNothing, kAnswers, kSilent };
  std::atomic<Found> found_{Found::kNothing};
};

}  // namespace pulsarws
