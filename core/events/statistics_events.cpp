#include "core/events/statistics_events.h"

#include <exception>
#include <utility>

#include "core/observation/statistics_json.h"

namespace pulsarws {

StatisticsEvents::StatisticsEvents(Timers& timers, Milliseconds interval,
                                   std::shared_ptr<EventQueue> events,
                                   Read read)
    : timers_(timers),
      interval_(interval),
      events_(std::move(events)),
      read_(std::move(read)) {}

void StatisticsEvents::start(const std::weak_ptr<Client>& client,
                             std::shared_ptr<EventHandler> handler) {
  std::shared_ptr<EventHandler> former;  // ends without the lock
  std::lock_guard lock(mutex_);
  if (stopped_ || interval_.count() == 0) return;
  timers_.cancel(timer_);
  ++turn_;
  client_ = client;
  former = std::exchange(handler_, std::move(handler));
  if (handler_) arm_locked();
}

void StatisticsEvents::stop() noexcept {
  std::shared_ptr<EventHandler> former;
  std::lock_guard lock(mutex_);
  stopped_ = true;
  timers_.cancel(timer_);
  former = std::exchange(handler_, nullptr);
}

void StatisticsEvents::arm_locked() {
  timer_ =
      timers_.call_after(interval_, [weak = weak_from_this(), turn = turn_] {
        if (auto self = weak.lock()) self->report(turn);
      });
}

void StatisticsEvents::report(std::uint64_t turn) noexcept {
  std::shared_ptr<Client> client;
  {
    std::lock_guard lock(mutex_);
    if (stopped_ || turn != turn_) return;
    client = client_.lock();
  }
  if (!client) return;
  try {
    Event event;
    event.type = EventType::kStatistics;
    event.client = client;
    event.text = std::make_unique<std::string>(to_json(read_(*client)));
    std::lock_guard lock(mutex_);
    if (stopped_ || turn != turn_) return;
    event.handler = handler_;
    events_->push(std::move(event));
    arm_locked();
  } catch (const std::exception&) {
    // No memory for it: the next one may have.
    std::lock_guard lock(mutex_);
    if (!stopped_ && turn == turn_) arm_locked();
  }
}

}  // namespace pulsarws
