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
#include "core/events/event_queue.h"

namespace pulsarws {

// Something that ends once, in one of several ways: done, failed, out of time
// or cancelled. Whoever claims it first decides, and finishes it. To end it
// needs no memory.
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

  // Set before it can be claimed: who hears of the end; what abort undoes; the
  // event that tells of the end, and where.
  void set_finisher(Finisher finisher) { finisher_ = std::move(finisher); }
  void set_undo(std::function<void()> undo) { undo_ = std::move(undo); }
  void set_event(std::unique_ptr<Event> event,
                 std::shared_ptr<EventQueue> events) {
    event_ = std::move(event);
    events_ = std::move(events);
  }

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
  friend class OperationList;

  std::atomic<bool> claimed_{false};
  Finisher finisher_;
  std::function<void()> undo_;
  std::unique_ptr<Event> event_;
  std::shared_ptr<EventQueue> events_;

  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  Error error_;
  bool answer_ = false;
  std::shared_ptr<const Message> message_;
  Timers* timers_ = nullptr;
  Timers::Id timer_ = 0;

  // While it stands in an OperationList, which alone uses these.
  struct Outcome {
    Error error;
    std::shared_ptr<const Message> message;
    bool answer = false;
    bool claimed = false;
  };
  Outcome outcome_;
  std::shared_ptr<Operation> next_;
};

// Operations that are about to end, each with its outcome: found under a lock,
// ended without it. Nothing that is done with it needs memory.
class OperationList {
 public:
  OperationList() = default;
  OperationList(const OperationList&) = delete;
  OperationList& operator=(const OperationList&) = delete;
  ~OperationList() { finish(); }

  // One that another may claim first.
  void add(std::shared_ptr<Operation> operation, Error error,
           bool answer = false) noexcept;
  // One that is claimed: it gets the message.
  void add_claimed(std::shared_ptr<Operation> operation, Error error,
                   std::shared_ptr<const Message> message) noexcept;

  bool empty() const noexcept { return first_ == nullptr; }

  void finish() noexcept;

 private:
  void append(std::shared_ptr<Operation> operation) noexcept;

  std::shared_ptr<Operation> first_;
  Operation* last_ = nullptr;
};

}  // namespace pulsarws
