#include "core/events/event_queue.h"

#include <thread>
#include <utility>

#include "core/client/consumer.h"
#include "core/client/reader.h"
#include "core/events/burst.h"
#include "core/platform/threads.h"

namespace pulsarws {
namespace {

thread_local const EventQueue* calling_back = nullptr;

// A listener's event is only the word that its receiver has a message: which
// one is settled when it is handed out, so that one lost with its connection in
// the meantime is not. False where there is none (any more).
bool resolve(Event& event) noexcept {
  if (event.type != EventType::kMessage) return true;
  Receiver& receiver = event.consumer ? static_cast<Receiver&>(*event.consumer)
                                      : static_cast<Receiver&>(*event.reader);
  event.message = receiver.take_for_listener();
  return event.message != nullptr;
}

}  // namespace

bool in_callback() noexcept { return calling_back != nullptr; }

EventQueue::EventQueue(Delivery delivery) : delivery_(delivery) {}

void EventQueue::start() {
  if (delivery_ != Delivery::kCallbacks) return;
  platform::start_detached_thread("pws-dispatcher",
                                  [self = shared_from_this()] { self->run(); });
}

void EventQueue::push(Event event) {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  events_.push_back(std::move(event));
  if (waiting_ > 0) arrived_.notify_one();
  if (events_.size() == 1) set_descriptor_locked();
}

void EventQueue::set_descriptor_locked() noexcept {
  if (!descriptor_) return;
  if (events_.empty()) {
    descriptor_->reset();
  } else {
    descriptor_->set();
  }
}

std::size_t EventQueue::poll(std::vector<Event>& out, std::size_t capacity,
                             std::optional<TimePoint> deadline) {
  std::unique_lock lock(mutex_);
  std::size_t taken = 0;
  while (true) {
    while (taken < capacity && !events_.empty()) {
      Event event = std::move(events_.front());
      events_.pop_front();
      if (events_.empty()) set_descriptor_locked();
      lock.unlock();  // a consumer's lock must not be taken under ours
      if (resolve(event)) {
        out.push_back(std::move(event));
        ++taken;
      }
      lock.lock();
    }
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

void EventQueue::wait_until_idle(std::optional<TimePoint> deadline) {
  if (calling_back == this || delivery_ == Delivery::kPoll) return;
  std::unique_lock lock(mutex_);
  auto idle = [this] { return !dispatching_ && events_.empty(); };
  if (deadline) {
    idle_.wait_until(lock, *deadline, idle);
  } else {
    idle_.wait(lock, idle);
  }
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
  std::deque<Event> unread;  // destroyed without the lock
  std::lock_guard lock(mutex_);
  stopped_ = true;
  if (delivery_ == Delivery::kPoll) {
    unread.swap(events_);
    set_descriptor_locked();
  }
  arrived_.notify_all();
}

void EventQueue::run() noexcept {
  std::deque<Event> batch;
  Burst burst;
  std::unique_lock lock(mutex_);
  while (true) {
    dispatching_ = false;
    if (events_.empty()) {
      idle_.notify_all();
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
    burst.note(Clock::now());
    batch.swap(events_);
    in_batch_.store(batch.size(), std::memory_order_relaxed);
    dispatching_ = true;
    lock.unlock();
    calling_back = this;
    while (!batch.empty()) {
      // Destroyed before the next: what it holds may be the last of a handle.
      Event event = std::move(batch.front());
      batch.pop_front();
      in_batch_.store(batch.size(), std::memory_order_relaxed);
      if (event.handler && resolve(event)) event.handler->handle(event);
    }
    calling_back = nullptr;
    lock.lock();
  }
}

}  // namespace pulsarws
