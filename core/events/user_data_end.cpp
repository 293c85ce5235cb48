#include "core/events/user_data_end.h"

#include <exception>
#include <utility>

#include "core/base/timers.h"
#include "core/events/event_queue.h"

namespace pulsarws {
namespace {

thread_local int may_end = 0;

}  // namespace

UserDataMayEnd::UserDataMayEnd() noexcept { ++may_end; }
UserDataMayEnd::~UserDataMayEnd() { --may_end; }

void end_user_data(std::function<void()> end) noexcept {
  if (may_end == 0 && !in_callback()) {
    try {
      process_timers().call_after(Milliseconds(0), end);
      return;
    } catch (const std::exception&) {
      // No memory for that: then it ends here.
    }
  }
  end();
}

}  // namespace pulsarws
