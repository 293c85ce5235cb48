#pragma once

#include <cstdint>
#include <string>

namespace pulsarws::mock::broker {

class Subscription;
struct Entry;

// Whom a subscription gives entries.
class Recipient {
 public:
  virtual ~Recipient() = default;
  virtual const std::string& name() const = 0;
  // The least is served first.
  virtual std::int32_t priority() const = 0;
  // How many messages of this subscription it would take.
  virtual std::int64_t room(const Subscription& subscription) const = 0;
  virtual void take(Subscription& subscription, std::int64_t number,
                    const Entry& entry, std::int32_t redelivery_count) = 0;
  // The topic is terminated and all of it is acknowledged.
  virtual void reach_end(Subscription& subscription) = 0;
  // Nothing of it counts any more that was given and not acknowledged.
  virtual void forget_given(Subscription& subscription) = 0;
  // The topic is deleted.
  virtual void lose(Subscription& subscription) = 0;
};

}  // namespace pulsarws::mock::broker
