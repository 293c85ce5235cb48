#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include "core/base/timers.h"
#include "core/events/event.h"
#include "core/events/event_queue.h"
#include "core/observation/statistics.h"

namespace pulsarws {

// A client's statistics as events, one each interval.
class StatisticsEvents : public std::enable_shared_from_this<StatisticsEvents> {
 public:
  using Read = std::function<ClientStatistics(const EventSource&)>;

  // With an interval of 0 there are none.
  StatisticsEvents(Timers& timers, Milliseconds interval,
                   std::shared_ptr<EventQueue> events, Read read);

  // From now on for this handler; for nobody where it is null.
  void start(const std::weak_ptr<EventSource>& client,
             std::shared_ptr<EventHandler> handler);

  // For good: no event is pushed after it has returned.
  void stop() noexcept;

 private:
  void arm_locked();
  void report(std::uint64_t turn) noexcept;

  Timers& timers_;
  const Milliseconds interval_;
  const std::shared_ptr<EventQueue> events_;
  const Read read_;

  std::mutex mutex_;
  std::weak_ptr<EventSource> client_;
  std::shared_ptr<EventHandler> handler_;
  std::uint64_t turn_ = 0;  // a timer of an earlier one does nothing
  Timers::Id timer_ = 0;
  bool stopped_ = false;
};

}  // namespace pulsarws
