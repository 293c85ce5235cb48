#include <cstring>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"

using namespace pulsarws;
using namespace pulsarws::capi;

void pws_event_clear(pws_event* event) {
  // An older caller's event ends before what is new here; nothing is yet.
  if (!event || event->struct_size < sizeof(pws_event)) return;
  pws_message_free(std::exchange(event->message, nullptr));
  pws_receipt_free(std::exchange(event->receipt, nullptr));
  pws_error_free(std::exchange(event->error, nullptr));
  pws_log_entry_free(std::exchange(event->log, nullptr));
  pws_token_request_free(std::exchange(event->token_request, nullptr));
  pws_text_free(std::exchange(event->text, nullptr));
  // Last: with it the user data and the handles may go.
  platform::NotCancelled not_cancelled;
  UserDataMayEnd here;
  std::unique_ptr<Event> core(
      static_cast<Event*>(std::exchange(event->internal, nullptr)));
}

pws_status pws_client_poll(pws_client* client, pws_event* events,
                           size_t capacity, int32_t timeout_ms, size_t* count,
                           pws_error** error) {
  return enter(error, [&]() -> Error {
    if (count) *count = 0;
    const auto core = core_of(client);
    if (!core) return core.error();
    if (!events) return null_argument("events");
    if (!count) return null_argument("count");
    if (capacity == 0 || events->struct_size < sizeof(pws_event)) {
      return Error(Status::kInvalidArgument,
                   "capacity must be 1 or more, and the first event's "
                   "struct_size must be set, as PWS_EVENT_INIT does");
    }
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    EventQueue& queue = (*core)->events();
    if (queue.delivery() != EventQueue::Delivery::kPoll) {
      return Error(Status::kWrongDelivery,
                   "this client calls callbacks; make it with "
                   "eventDelivery=poll to poll");
    }
    const std::size_t stride = events->struct_size;
    EventList taken;
    *count = queue.poll(taken, capacity, deadline_after(timeout_ms));
    char* place = reinterpret_cast<char*>(events);
    while (!taken.empty()) {
      std::unique_ptr<Event> event = taken.pop_front();
      pws_event out = PWS_EVENT_INIT;
      fill_event(*event, out);
      out.internal = event.release();  // until pws_event_clear
      out.struct_size = stride;
      std::memcpy(place, &out, sizeof out);
      place += stride;
    }
    if (*count > 0) return {};
    if (queue.has_ended()) return (*core)->refusal();
    return Error(Status::kTimeout,
                 "no event within " + std::to_string(timeout_ms) + " ms");
  });
}

pws_status pws_client_descriptor(pws_client* client, int64_t* descriptor,
                                 pws_error** error) {
  return enter(error, [&]() -> Error {
    const auto core = core_of(client);
    if (!core) return core.error();
    if (!descriptor) return null_argument("descriptor");
    EventQueue& queue = (*core)->events();
    if (queue.delivery() != EventQueue::Delivery::kPoll) {
      return Error(Status::kWrongDelivery,
                   "this client calls callbacks; make it with "
                   "eventDelivery=poll to watch a descriptor");
    }
    *descriptor = queue.descriptor();
    return {};
  });
}

int32_t pws_log_entry_level(const pws_log_entry* entry) {
  return entry ? static_cast<int32_t>(entry->entry.level) : 0;
}

const char* pws_log_entry_component(const pws_log_entry* entry) {
  return entry ? entry->entry.component : "";
}

const char* pws_log_entry_message(const pws_log_entry* entry) {
  return entry ? entry->entry.message.c_str() : "";
}

int64_t pws_log_entry_time(const pws_log_entry* entry) {
  return entry ? entry->entry.time : 0;
}

const char* pws_log_entry_topic(const pws_log_entry* entry) {
  return entry ? entry->entry.topic.c_str() : "";
}

const char* pws_log_entry_handle(const pws_log_entry* entry) {
  return entry ? entry->entry.handle.c_str() : "";
}

uint64_t pws_log_entry_connection(const pws_log_entry* entry) {
  return entry ? entry->entry.connection : 0;
}

void pws_log_entry_free(pws_log_entry* entry) {
  std::unique_ptr<pws_log_entry> freed(entry);
}
