#include "core/events/user_data_end.h"

#include <exception>
#include <utility>

#include "core/base/process_exit.h"
#include "core/base/timers.h"
#include "core/events/event_queue.h"
#include "core/platform/forced_unwind.h"
#include "core/platform/threads.h"

namespace pulsarws {
namespace {

thread_local int may_end = 0;

void call(const std::function<void()>& end) noexcept {
  try {
    end();
  } catch (const platform::ForcedUnwind&) {
    platform::park_this_thread();
  }
}

}  // namespace

UserDataMayEnd::UserDataMayEnd() noexcept { ++may_end; }
UserDataMayEnd::~UserDataMayEnd() { --may_end; }

void end_user_data(std::function<void()> end) noexcept {
  if (may_end == 0 && process_exits()) return;
  if (may_end == 0 && !in_callback()) {
    try {
      process_timers().call_after(Milliseconds(0), [end] {
        if (!process_exits()) call(end);
      });
      return;
    } catch (const std::exception&) {
      // No memory for that: then it ends here.
    }
  }
  call(end);
}

}  // namespace pulsarws
