#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/observation/statistics.h"

namespace pulsarws {

// What has counts of its own: a producer, a consumer or a reader.
class Counted {
 public:
  virtual ~Counted() = default;

  // Adds what has been counted to the list of its kind.
  virtual void add_statistics(ClientStatistics& all) const = 0;
};

// What a client knows of its endpoints' statistics: of those that the
// application holds each one's, and of all that there ever were the sums, which
// therefore never go down. Its lock is taken before an endpoint's.
class StatisticsBook {
 public:
  void add(const std::shared_ptr<Counted>& endpoint);

  // Its counts do not change any more.
  void ended(const Counted& endpoint) noexcept;

  // The application has freed it: it is in no list from now on.
  void freed(const Counted& endpoint) noexcept;

  ClientStatistics read() const;

 private:
  struct Entry {
    std::weak_ptr<Counted> endpoint;
    bool ended = false;  // and its counts are in ended_
    bool freed = false;
  };

  mutable std::mutex mutex_;
  std::unordered_map<const Counted*, Entry> entries_;
  ClientStatistics ended_;  // the totals of those that have ended
};

}  // namespace pulsarws
