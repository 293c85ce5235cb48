#pragma once

#include <functional>

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

// Calls `end`, which is code of the application: here, or where this is a
// thread of a transport or under a lock, a moment later on the timers' thread.
// Once the process exits, only here, and only where the call is the
// application's own.
void end_user_data(std::function<void()> end) noexcept;

}  // namespace pulsarws
