#include "tests/support/capi/hearer.h"

#include <pthread.h>

#include "tests/support/catch.h"

namespace pulsarws::testing {

namespace {

// User code must never run there.
bool is_transport_thread() {
  char name[16] = "";
  pthread_getname_np(pthread_self(), name, sizeof name);
  for (const char* of_transport : {"pws-connection", "pws-task", "pws-io"}) {
    if (std::string(name) == of_transport) return true;
  }
  return false;
}

}  // namespace

HeardEvent heard_event(const pws_event& event) {
  HeardEvent heard;
  heard.type = event.type;
  heard.outcome.status = event.status;
  heard.outcome.message = pws_error_message(event.error);
  heard.outcome.http_status = pws_error_http_status(event.error);
  heard.outcome.is_retriable = pws_error_is_retriable(event.error) == 1;
  heard.outcome.is_fatal = pws_error_is_fatal(event.error) == 1;
  heard.operation = event.operation;
  heard.index = event.index;
  heard.payload = payload_of(event.message);
  heard.context = to_string(pws_receipt_context(event.receipt));
  heard.log_component = pws_log_entry_component(event.log);
  heard.log_level = pws_log_entry_level(event.log);
  if (event.log) heard.outcome.message = pws_log_entry_message(event.log);
  heard.client = event.client;
  heard.producer = event.producer;
  heard.consumer = event.consumer;
  heard.reader = event.reader;
  heard.end_of_topic = event.end_of_topic;
  heard.thread = std::this_thread::get_id();
  return heard;
}

Hearer::~Hearer() {
  CHECK(heard_.wait_until(
      [](const Heard& heard) { return heard.freed >= heard.given; }, kSoon));
  CHECK(heard().freed == heard().given);
  CHECK(heard().too_late == 0);
  CHECK(heard().on_transport == 0);
}

void Hearer::callback(pws_event* event, void* user_data) {
  static_cast<Hearer*>(user_data)->hear(*event);
}

void* Hearer::user_data() {
  heard_.update([](Heard& heard) { ++heard.given; });
  return this;
}

void Hearer::free_user_data(void* user_data) {
  static_cast<Hearer*>(user_data)->heard_.update([](Heard& heard) {
    ++heard.freed;
    if (is_transport_thread()) ++heard.on_transport;
  });
}

void Hearer::hear(pws_event& event) {
  if (also) also(event);
  HeardEvent one = heard_event(event);
  heard_.update([&](Heard& heard) {
    if (heard.freed >= heard.given) ++heard.too_late;
    if (is_transport_thread()) ++heard.on_transport;
    heard.events.push_back(std::move(one));
  });
}

bool Hearer::wait_count(std::size_t count) const {
  return heard_.wait_until(
      [&](const Heard& heard) { return heard.events.size() >= count; }, kSoon);
}

bool Hearer::wait_freed(std::size_t count) const {
  return heard_.wait_until(
      [&](const Heard& heard) { return heard.freed >= count; }, kSoon);
}

HeardEvent Hearer::event(std::size_t number) const {
  if (!wait_count(number + 1)) return {};
  return heard().events[number];
}

}  // namespace pulsarws::testing
