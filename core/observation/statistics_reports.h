#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "core/base/timers.h"
#include "core/events/event.h"

namespace pulsarws {

// A client's statistics as events, one each interval.
class StatisticsReports
    : public std::enable_shared_from_this<StatisticsReports> {
 public:
  // With an interval of 0 there are none.
  StatisticsReports(Timers& timers, Milliseconds interval)
      : timers_(timers), interval_(interval) {}

  // From now on for this handler; for nobody where it is null.
  void start(const std::weak_ptr<Client>& client,
             std::shared_ptr<EventHandler> handler);

  // For good: no event is pushed after it has returned.
  void stop() noexcept;

 private:
  void arm_locked();
  void report(std::uint64_t turn) noexcept;

  Timers& timers_;
  const Milliseconds interval_;

  std::mutex mutex_;
  std::weak_ptr<Client> client_;
  std::shared_ptr<EventHandler> handler_;
  std::uint64_t turn_ = 0;  // a timer of an earlier one does nothing
  Timers::Id timer_ = 0;
  bool stopped_ = false;
};

}  // namespace pulsarws
