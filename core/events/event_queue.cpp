#include "core/events/event_queue.h"

#include <new>
#include <thread>
#include <utility>

#include "core/base/process_exit.h"
#include "core/events/burst.h"
#include "core/platform/forced_unwind.h"

namespace pulsarws {
namespace {

thread_local const EventQueue* calling_back = nullptr;

// How many messages of one source are handed out before others have a turn.
constexpr int kMessagesInARow = 64;

std::unique_ptr<Event> message_event(const Event& word) {
  auto event = std::make_unique<Event>();
  event->type = EventType::kMessage;
  event->handler = word.handler;
  event->client = word.client;
  event->source = word.source;
  return event;
}

}  // namespace

bool in_callback() noexcept { return calling_back != nullptr; }

EventQueue::EventQueue(Delivery delivery) : delivery_(delivery) {}

void EventQueue::start() {
  if (delivery_ != Delivery::kCallbacks) return;
  host_signals_.emplace();
  await_process_exit();
  platform::start_detached_thread("pws-dispatcher",
                                  [self = shared_from_this()] { self->run(); });
}

void EventQueue::push(std::unique_ptr<Event> event) noexcept {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  const std::size_t before = events_.size();
  events_.push_back(std::move(event));
  note_added_locked(before);
}

void EventQueue::push_all(EventList events) noexcept {
  if (events.empty()) return;
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  const std::size_t before = events_.size();
  events_.append(std::move(events));
  note_added_locked(before);
}

void EventQueue::note_added_locked(std::size_t before) noexcept {
  pushed_ += events_.size() - before;
  if (waiting_ > 0) arrived_.notify_one();
  if (before == 0) set_descriptor_locked();
}

void EventQueue::set_descriptor_locked() noexcept {
  if (!descriptor_) return;
  if (events_.empty()) {
    descriptor_->reset();
  } else {
    descriptor_->set();
  }
}

std::size_t EventQueue::poll(EventList& out, std::size_t capacity,
                             std::optional<TimePoint> deadline) {
  const std::size_t before = out.size();
  std::unique_lock lock(mutex_);
  while (true) {
    while (out.size() - before < capacity && !events_.empty()) {
      std::unique_ptr<Event> event = events_.pop_front();
      if (events_.empty()) set_descriptor_locked();
      lock.unlock();  // a consumer's lock must not be taken under ours
      take(std::move(event), out, capacity - (out.size() - before));
      lock.lock();
    }
    const std::size_t taken = out.size() - before;
    if (taken > 0 || no_more_ || stopped_) return taken;
    ++waiting_;
    auto ready = [this] { return !events_.empty() || no_more_ || stopped_; };
    bool in_time = true;
    if (deadline) {
      in_time = arrived_.wait_until(lock, *deadline, ready);
    } else {
      arrived_.wait(lock, ready);
    }
    --waiting_;
    if (!in_time) return 0;
  }
}

void EventQueue::take(std::unique_ptr<Event> event, EventList& out,
                      std::size_t room) {
  if (event->type != EventType::kMessage) {
    out.push_back(std::move(event));
    return;
  }
  const std::shared_ptr<EventSource> source = event->source;
  for (; room > 0; --room) {
    std::unique_ptr<Event> one;
    try {
      one = message_event(*event);
    } catch (const std::bad_alloc&) {
      put_back(std::move(event));
      if (out.empty()) throw;
      return;
    }
    one->message = source->take_for_listener(event);
    if (!one->message) return;
    out.push_back(std::move(one));
  }
  source->take_back_if_idle(event);
  if (event) put_back(std::move(event));
}

// In front, where it was: that the descriptor tells of it, and nobody waits.
void EventQueue::put_back(std::unique_ptr<Event> word) noexcept {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  const std::size_t before = events_.size();
  events_.push_front(std::move(word));
  note_added_locked(before);
}

std::int64_t EventQueue::descriptor() {
  std::lock_guard lock(mutex_);
  if (!descriptor_) {
    descriptor_ = std::make_unique<platform::WakeDescriptor>();
    set_descriptor_locked();
  }
  return descriptor_->native();
}

std::size_t EventQueue::size() const noexcept {
  std::lock_guard lock(mutex_);
  return events_.size() + in_batch_.load(std::memory_order_relaxed);
}

bool EventQueue::wait_until_handed_out(std::optional<TimePoint> deadline) {
  if (in_callback() || delivery_ == Delivery::kPoll) return true;
  std::unique_lock lock(mutex_);
  ++handed_out_awaited_;
  const auto done = [this, last = pushed_] {
    return handed_out_ >= last || unwound_;
  };
  bool in_time = true;
  if (deadline) {
    in_time = handed_out_changed_.wait_until(lock, *deadline, done);
  } else {
    handed_out_changed_.wait(lock, done);
  }
  --handed_out_awaited_;
  return in_time;
}

void EventQueue::note_handed_out() noexcept {
  ++handed_out_;
  if (handed_out_awaited_ == 0) return;
  std::lock_guard lock(mutex_);
  handed_out_changed_.notify_all();
}

void EventQueue::no_more() noexcept {
  std::lock_guard lock(mutex_);
  no_more_ = true;
  arrived_.notify_all();
}

bool EventQueue::has_ended() const noexcept {
  std::lock_guard lock(mutex_);
  return no_more_ && events_.empty();
}

void EventQueue::stop() noexcept {
  EventList unread;  // destroyed without the lock
  std::lock_guard lock(mutex_);
  stopped_ = true;
  if (delivery_ == Delivery::kPoll) {
    unread.append(std::move(events_));
    set_descriptor_locked();
  }
  arrived_.notify_all();
}

void EventQueue::run() noexcept {
  EventList batch;
  Burst burst;
  std::unique_lock lock(mutex_);
  while (true) {
    if (events_.empty()) {
      if (stopped_) break;
      if (burst.take_rest()) {
        lock.unlock();
        std::this_thread::sleep_for(Burst::kRest);
        lock.lock();
        if (!events_.empty()) continue;
      }
      ++waiting_;
      arrived_.wait(lock, [this] { return !events_.empty() || stopped_; });
      --waiting_;
      continue;
    }
    if (events_.size() < Burst::kBatch) burst.note(Clock::now());
    batch.append(std::move(events_));
    in_batch_.store(batch.size(), std::memory_order_relaxed);
    lock.unlock();
    calling_back = this;
    host_signals_->enter();
    while (!batch.empty()) {
      std::unique_ptr<Event> event = batch.pop_front();
      in_batch_.store(batch.size(), std::memory_order_relaxed);
      // Destroyed before the next: what it holds may be the last of a handle.
      hand_out(std::move(event));
      note_handed_out();
    }
    host_signals_->leave();
    calling_back = nullptr;
    lock.lock();
  }
}

void EventQueue::hand_out(std::unique_ptr<Event> event) noexcept {
  if (!event->handler) return;
  if (event->type == EventType::kMessage) {
    hand_out_messages(std::move(event));
  } else {
    call_handler(*event);
  }
}

// Where the host unwinds this thread, nobody can call back any more; whoever
// waits for that need not.
void EventQueue::call_handler(Event& event) noexcept {
  if (process_exits()) return;
  try {
    event.handler->handle(event);
  } catch (const platform::ForcedUnwind&) {
    {
      std::lock_guard lock(mutex_);
      unwound_ = true;
      handed_out_changed_.notify_all();
    }
    platform::park_this_thread();
  }
}

void EventQueue::hand_out_messages(std::unique_ptr<Event> word) noexcept {
  const std::shared_ptr<EventSource> source = word->source;
  for (int i = 0; i < kMessagesInARow; ++i) {
    Event one;
    one.type = EventType::kMessage;
    one.handler = word->handler;
    one.client = word->client;
    one.source = source;
    one.message = source->take_for_listener(word);
    if (!one.message) return;
    call_handler(one);
  }
  // Also after stop(): what waits is handed out.
  std::lock_guard lock(mutex_);
  events_.push_back(std::move(word));
  ++pushed_;
}

}  // namespace pulsarws
