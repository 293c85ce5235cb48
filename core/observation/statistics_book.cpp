#include "core/observation/statistics_book.h"

#include <new>
#include <utility>
#include <vector>

namespace pulsarws {

void StatisticsBook::add(const std::shared_ptr<Counted>& endpoint) {
  std::lock_guard lock(mutex_);
  entries_[endpoint.get()].endpoint = endpoint;
}

void StatisticsBook::ended(const Counted& endpoint) noexcept {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(&endpoint);
  if (found == entries_.end() || found->second.ended) return;
  try {
    ClientStatistics last;
    endpoint.add_statistics(last);
    ended_.add_to_totals(last);
  } catch (const std::bad_alloc&) {
    // The totals are too low then, which is less than the host's end.
  }
  found->second.ended = true;
  if (found->second.freed) entries_.erase(found);
}

void StatisticsBook::freed(const Counted& endpoint) noexcept {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(&endpoint);
  if (found == entries_.end()) return;
  found->second.freed = true;
  // One that was given up may live on for a moment, to settle what it owes.
  if (found->second.ended || found->second.endpoint.expired()) {
    entries_.erase(found);
  }
}

ClientStatistics StatisticsBook::read() const {
  // Let go of without the lock: the last one takes it in its destructor.
  std::vector<std::shared_ptr<Counted>> held;
  std::lock_guard lock(mutex_);
  ClientStatistics all;
  all.totals = ended_.totals;
  held.reserve(entries_.size());
  for (const auto& [raw, entry] : entries_) {
    auto endpoint = entry.endpoint.lock();
    if (!endpoint) continue;
    ClientStatistics one;
    endpoint->add_statistics(one);
    held.push_back(std::move(endpoint));
    if (!entry.ended) all.add_to_totals(one);
    if (!entry.freed) all.append(std::move(one));
  }
  return all;
}

}  // namespace pulsarws
