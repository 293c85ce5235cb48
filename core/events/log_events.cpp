#include "core/events/log_events.h"

#include <string>
#include <utility>

namespace pulsarws {

LogEvents::LogEvents(std::weak_ptr<EventSource> client,
                     std::shared_ptr<EventQueue> events,
                     std::shared_ptr<EventHandler> handler)
    : client_(std::move(client)),
      events_(std::move(events)),
      handler_(std::move(handler)) {}

void LogEvents::write(LogEntry entry) {
  if (waiting_.count() >= kMostWaiting) {
    ++dropped_;
    return;
  }
  auto event = std::make_unique<Event>();
  event->client = client_.lock();
  if (!event->client) return;
  if (dropped_ > 0) {
    entry.message +=
        " [" + std::to_string(dropped_) + " lines before this were dropped]";
    dropped_ = 0;
  }
  entry.place = waiting_.one_more();
  event->type = EventType::kLog;
  event->handler = handler_;
  event->log = std::make_unique<LogEntry>(std::move(entry));
  events_->push(std::move(event));
}

}  // namespace pulsarws
