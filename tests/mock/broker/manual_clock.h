#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "mock/broker/clock.h"

namespace pulsarws::mock::broker {

// Stands still until a test moves it.
class ManualClock : public Clock {
 public:
  std::int64_t now_ms() const override { return now_; }
  void later(std::int64_t milliseconds, std::function<void()> what) override {
    due_.emplace(now_ + milliseconds, std::move(what));
  }

  // Does what is due, and what that makes due, in its order.
  void advance(std::int64_t milliseconds) {
    const std::int64_t end = now_ + milliseconds;
    while (!due_.empty() && due_.begin()->first <= end) {
      now_ = due_.begin()->first;
      const auto what = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      what();
    }
    now_ = end;
  }

 private:
  std::int64_t now_ = 1700000000000;
  std::multimap<std::int64_t, std::function<void()>> due_;
};

}  // namespace pulsarws::mock::broker
