#include "core/session/turns.h"

namespace pulsarws {

Turns::Turn Turns::take(const std::string& server) {
  std::set<std::string>::iterator place;
  {
    std::lock_guard lock(mutex_);
    const auto [found, is_new] = taken_.insert(server);
    if (!is_new) return nullptr;
    place = found;
  }
  return Turn(&*place, [turns = shared_from_this(), place](const void*) {
    std::lock_guard lock(turns->mutex_);
    turns->taken_.erase(place);
  });
}

}  // namespace pulsarws
