#include "mock/broker/cursor.h"

namespace pulsarws::mock::broker {

void Cursor::settle(std::int64_t number) {
  if (number < mark_) return;
  above_.insert(number);
  advance();
}

void Cursor::settle_all_below(std::int64_t number) {
  if (number <= mark_) return;
  mark_ = number;
  above_.erase(above_.begin(), above_.lower_bound(number));
  advance();
}

void Cursor::advance() {
  while (!above_.empty() && *above_.begin() == mark_) {
    above_.erase(above_.begin());
    ++mark_;
  }
}

}  // namespace pulsarws::mock::broker
