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

std::shared_ptr<EventHandler> ending_elsewhere(
    std::shared_ptr<EventHandler> handler) {
  EventHandler* raw = handler.get();
  return {raw, [handler = std::move(handler)](EventHandler*) mutable noexcept {
            if (may_end > 0 || in_callback()) {
              handler = nullptr;
              return;
            }
            try {
              process_timers().call_after(Milliseconds(0),
                                          [moved = std::move(handler)] {});
            } catch (const std::exception&) {
              // No memory for that: then it has ended here.
            }
          }};
}

}  // namespace pulsarws
