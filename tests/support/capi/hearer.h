#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/recorded.h"

namespace pulsarws::testing {

// An event, as a test remembers it.
struct HeardEvent {
  std::int32_t type = 0;
  Outcome outcome;
  std::uint64_t operation = 0;
  std::size_t index = 0;
  std::string payload;  // of a message
  std::string context;  // of a receipt
  std::string log_component;
  std::int32_t log_level = 0;
  pws_client* client = nullptr;
  pws_producer* producer = nullptr;
  pws_consumer* consumer = nullptr;
  pws_reader* reader = nullptr;
  std::int32_t end_of_topic = 0;
  std::thread::id thread;
};
HeardEvent heard_event(const pws_event& event);

// Hears the events of the calls that it is given to as a callback, and counts
// what becomes of the user data. Declare it before the handles: its end waits
// for the end of all user data, and fails the test where it does not come.
class Hearer {
 public:
  struct Heard {
    std::vector<HeardEvent> events;
    std::size_t given = 0;         // how often user_data() was called
    std::size_t freed = 0;         // how often free_user_data was
    std::size_t too_late = 0;      // events after that, all being freed
    std::size_t on_transport = 0;  // of either, on a connection's thread
  };

  Hearer() = default;
  ~Hearer();
  Hearer(const Hearer&) = delete;
  Hearer& operator=(const Hearer&) = delete;

  // The three arguments of a call; user_data() for one call each.
  static void callback(pws_event* event, void* user_data);
  void* user_data();
  static void free_user_data(void* user_data);

  // Called in the callback, before the event is written down; may take things
  // out of the event.
  std::function<void(pws_event&)> also;

  // For events that were polled.
  void hear(pws_event& event);

  Heard heard() const { return heard_.read(); }
  std::size_t count() const { return heard().events.size(); }
  // Whether so many events have come.
  bool wait_count(std::size_t count) const;
  bool wait_freed(std::size_t count) const;
  // The event of that number, waiting for it; one of type 0 where none comes.
  HeardEvent event(std::size_t number) const;

 private:
  Recorded<Heard> heard_;
};

}  // namespace pulsarws::testing
