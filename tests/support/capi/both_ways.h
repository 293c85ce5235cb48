#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"

namespace pulsarws::testing {

// A client whose events a test hears in the same way whether callbacks or polls
// bring them. The events must be asked for one after the other with next().
// Declare it before the handles that are made with it.
class EventfulClient {
 public:
  EventfulClient(const std::string& url, bool polled);

  const Owned<pws_client>& client() const { return client_; }
  pws_client* get() const { return client_.get(); }
  bool is_polled() const { return polled_; }

  // The three arguments of a call; user_data() for one call each.
  pws_callback callback() const;
  void* user_data() { return hearer_.user_data(); }
  static constexpr pws_free_user_data kFree = Hearer::free_user_data;

  // The next event, waiting for it; one of type 0 where none comes.
  HeardEvent next();
  // Whether nothing comes before the event of what is begun now, the opening of
  // a producer on the topic "fence".
  bool is_silent();

 private:
  Hearer hearer_;
  const bool polled_;
  std::size_t heard_ = 0;
  Owned<pws_client> client_;
};

// Calls `test(polled)` for both ways.
template <typename Test>
void in_both_ways(Test&& test) {
  test(false);
  test(true);
}

}  // namespace pulsarws::testing
