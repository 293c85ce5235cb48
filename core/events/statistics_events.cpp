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

void StatisticsEvents::start(const std::weak_ptr<EventSource>& client,
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
  std::shared_ptr<EventSource> client;
  {
    std::lock_guard lock(mutex_);
    if (stopped_ || turn != turn_) return;
    client = client_.lock();
  }
  if (!client) return;
  std::unique_ptr<Event> event;
  try {
    event = std::make_unique<Event>();
    event->type = EventType::kStatistics;
    event->client = client;
    event->text = std::make_unique<std::string>(to_json(read_(*client)));
  } catch (const std::exception&) {
    event = nullptr;  // no memory for it: the next one may have
  }
  std::lock_guard lock(mutex_);
  if (stopped_ || turn != turn_) return;
  if (event) {
    event->handler = handler_;
    events_->push(std::move(event));
  }
  try {
    arm_locked();
  } catch (const std::bad_alloc&) {
    return;  // this was the last
  }
}

}  // namespace pulsarws
