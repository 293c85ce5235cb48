#include "tests/support/capi/both_ways.h"

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
  Owned<pws_producer> fence;
  std::uint64_t operation = 0;
  const Outcome begun =
      call(pws_producer_new_async, client_.get(), "fence", nullptr, kSoonMs,
           made(fence), callback(), user_data(), kFree, &operation);
  INFO(begun);
  REQUIRE(begun.is_ok());
  const HeardEvent event = next();
  return event.type == PWS_EVENT_OPENED && event.operation == operation &&
         event.outcome.is_ok();
}

}  // namespace pulsarws::testing
