#pragma once

#include <cstdint>
#include <map>

namespace pulsarws::mock::broker {

// Which entries are to come again, by their numbers. Each has a ticket, and
// only the last counts when its time has come.
class Recalls {
 public:
  std::int64_t set(std::int64_t number) { return tickets_[number] = ++last_; }
  bool has(std::int64_t number) const { return tickets_.count(number) != 0; }
  void drop(std::int64_t number) { tickets_.erase(number); }
  void drop_all() { tickets_.clear(); }
  // False where the ticket does not count any more; it never does again.
  bool take(std::int64_t number, std::int64_t ticket) {
    const auto found = tickets_.find(number);
    if (found == tickets_.end() || found->second != ticket) return false;
    tickets_.erase(found);
    return true;
  }

 private:
  std::int64_t last_ = 0;
  std::map<std::int64_t, std::int64_t> tickets_;
};

}  // namespace pulsarws::mock::broker
