#pragma once

#include <cstdint>
#include <set>

namespace pulsarws::mock::broker {

// What of a topic's entries is settled, by their numbers: all below a mark, and
// single ones above.
class Cursor {
 public:
  explicit Cursor(std::int64_t start) : mark_(start) {}

  std::int64_t mark() const { return mark_; }
  bool is_settled(std::int64_t number) const {
    return number < mark_ || above_.count(number) != 0;
  }
  void settle(std::int64_t number);
  // Those that are gone need no settling.
  void settle_all_below(std::int64_t number);
  // Of those before `end`.
  std::int64_t unsettled(std::int64_t end) const {
    return end - mark_ - static_cast<std::int64_t>(above_.size());
  }

 private:
  void advance();

  std::int64_t mark_;
  std::set<std::int64_t> above_;
};

}  // namespace pulsarws::mock::broker
