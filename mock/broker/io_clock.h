#pragma once

#include "core/net/io.h"
#include "mock/broker/clock.h"

namespace pulsarws::mock::broker {

class IoClock : public Clock {
 public:
  explicit IoClock(IoContext& io) : io_(io) {}

  std::int64_t now_ms() const override;
  void later(std::int64_t milliseconds, std::function<void()> what) override;

 private:
  IoContext& io_;
};

}  // namespace pulsarws::mock::broker
