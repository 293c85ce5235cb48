#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/client/message.h"

namespace pulsarws {

// Something that ends once, in one of several ways: done, failed, out of time
// or cancelled. Whoever claims it first decides, and finishes it.
class Operation {
 public:
  using Finisher =
      std::function<void(const Error&, const std::shared_ptr<const Message>&)>;

  Operation() = default;

  // True for one caller only, which must then call finish.
  bool claim() noexcept { return !claimed_.exchange(true); }
  bool is_claimed() const noexcept { return claimed_.load(); }

  void finish(Error error, std::shared_ptr<const Message> message = nullptr);

  // Both in one, where the outcome needs no preparing. False where another was
  // first.
  bool complete(Error error);

  // Ends it from outside: out of time, or cancelled. Also undoes what it began.
  bool abort(Error error);

  // Set before it can be claimed: who hears of the end; what abort undoes.
  void set_finisher(Finisher finisher) { finisher_ = std::move(finisher); }
  void set_undo(std::function<void()> undo) { undo_ = std::move(undo); }

  // Waits for the end until `deadline` (nothing: for ever). False: not yet.
  bool wait(std::optional<TimePoint> deadline);

  // What a question came to; set by whoever has claimed it, before finish.
  void set_answer(bool answer) noexcept { answer_ = answer; }
  bool answer() const noexcept { return answer_; }

  // After the end.
  const Error& error() const noexcept { return error_; }
  std::shared_ptr<const Message> take_message() noexcept {
    return std::move(message_);
  }

  // The timer that ends it, if one does; cancelled with the end.
  void set_timer(Timers& timers, Timers::Id timer);

 private:
  std::atomic<bool> claimed_{false};
  Finisher finisher_;
  std::function<void()> undo_;

  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  Error error_;
  bool answer_ = false;
  std::shared_ptr<const Message> message_;
  Timers* timers_ = nullptr;
  Timers::Id timer_ = 0;
};

}  // namespace pulsarws
