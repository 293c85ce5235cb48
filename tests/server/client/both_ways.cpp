#include "both_ways.h"

#include <thread>

#include "tests/support/catch.h"

namespace pulsarws::testing {

EventfulClient::EventfulClient(const std::string& url, bool polled)
    : polled_(polled),
      client_(new_client(url, {{"eventDelivery", polled ? "poll" : "callbacks"},
                               {"initialBackoff", "1"}})) {}

pws_callback EventfulClient::callback() const {
  return polled_ ? nullptr : Hearer::callback;
}

HeardEvent EventfulClient::next() {
  if (!polled_) return hearer_.event(heard_++);
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  const Outcome outcome =
      call(pws_client_poll, client_.get(), &event, 1u, kSoonMs, &count);
  INFO(outcome);
  CHECK(outcome.is_ok());
  if (count == 0) return {};
  CHECK(event.user_data == &hearer_);
  const HeardEvent heard = heard_event(event);
  pws_event_clear(&event);
  return heard;
}

bool EventfulClient::is_silent() {
  constexpr std::int32_t kMomentMs = 50;
  if (!polled_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kMomentMs));
    return hearer_.count() == heard_;
  }
  pws_event event = PWS_EVENT_INIT;
  std::size_t count = 0;
  const Outcome outcome =
      call(pws_client_poll, client_.get(), &event, 1u, kMomentMs, &count);
  pws_event_clear(&event);
  return outcome.status == PWS_ERR_TIMEOUT;
}

}  // namespace pulsarws::testing
