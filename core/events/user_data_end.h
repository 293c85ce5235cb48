#pragma once

#include <memory>

#include "core/events/event.h"

namespace pulsarws {

// While one lives, this thread is the application's own, in a call that holds
// no lock: user data may end on it.
class UserDataMayEnd {
 public:
  UserDataMayEnd() noexcept;
  ~UserDataMayEnd();
  UserDataMayEnd(const UserDataMayEnd&) = delete;
  UserDataMayEnd& operator=(const UserDataMayEnd&) = delete;
};

// The same handler, but where its last reference goes on a thread of a
// transport or under a lock, it ends a moment later on the timers' thread: its
// end is code of the application.
std::shared_ptr<EventHandler> ending_elsewhere(
    std::shared_ptr<EventHandler> handler);

}  // namespace pulsarws
