#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "core/base/timers.h"
#include "core/events/event_list.h"
#include "core/platform/threads.h"
#include "core/platform/wake_descriptor.h"

namespace pulsarws {

// Whether this thread is inside a callback of the application.
bool in_callback() noexcept;

// A client's events on their way to the application: either a dispatcher thread
// calls their handlers, or the application takes them by poll.
class EventQueue : public std::enable_shared_from_this<EventQueue> {
 public:
  enum class Delivery { kCallbacks, kPoll };

  explicit EventQueue(Delivery delivery);

  // Starts the dispatcher thread, with kCallbacks.
  void start();

  Delivery delivery() const noexcept { return delivery_; }

  // Never blocks, and needs no memory. After stop() the events are destroyed at
  // once.
  void push(std::unique_ptr<Event> event) noexcept;
  void push_all(EventList events) noexcept;

  // Moves up to `capacity` events behind `out`, waiting until `deadline`
  // (nothing: for ever) for the first. Returns how many.
  std::size_t poll(EventList& out, std::size_t capacity,
                   std::optional<TimePoint> deadline);

  // Readable while there are events. Throws std::system_error.
  std::int64_t descriptor();

  // How many events no handler and no poll has seen yet; a listener's messages
  // count as one, whose number its consumer knows.
  std::size_t size() const noexcept;

  // Waits until the callbacks of all that stands in the queue now have
  // returned, or `deadline` (nothing: for ever); false then. Does not wait
  // where that cannot be: inside a callback, with kPoll, and where the host has
  // unwound the dispatcher.
  bool wait_until_handed_out(std::optional<TimePoint> deadline);

  // Nothing is to be waited for any more: poll returns what there is.
  void no_more() noexcept;

  // After no_more(), once all was taken.
  bool has_ended() const noexcept;

  // No events any more: the dispatcher hands out those that wait and ends;
  // with kPoll they are destroyed.
  void stop() noexcept;

 private:
  void run() noexcept;
  void hand_out(std::unique_ptr<Event> event) noexcept;
  void call_handler(Event& event) noexcept;
  void note_handed_out() noexcept;
  void hand_out_messages(std::unique_ptr<Event> word) noexcept;
  // Of one event in the queue: itself, or as many messages as its source has.
  void take(std::unique_ptr<Event> event, EventList& out, std::size_t room);
  void put_back(std::unique_ptr<Event> word) noexcept;
  void note_added_locked(std::size_t before) noexcept;
  void set_descriptor_locked() noexcept;

  const Delivery delivery_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  EventList events_;
  std::unique_ptr<platform::WakeDescriptor> descriptor_;
  int waiting_ = 0;
  // Events are numbered as they come, and handed out in that order.
  std::uint64_t pushed_ = 0;
  std::atomic<std::uint64_t> handed_out_{0};
  std::atomic<int> handed_out_awaited_{0};
  std::condition_variable handed_out_changed_;
  std::optional<platform::HostSignals> host_signals_;  // the dispatcher's
  bool unwound_ = false;
  std::atomic<std::size_t> in_batch_{0};  // of the dispatcher
  bool no_more_ = false;
  bool stopped_ = false;
};

}  // namespace pulsarws
