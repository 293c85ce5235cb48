#include <algorithm>
#include <cstring>

#include "capi/src/boundary.h"
#include "capi/src/message_view.h"

using namespace pulsarws;
using namespace pulsarws::capi;

namespace {

pws_slice slice(std::string_view text) {
  return pws_slice_make(text.data(), text.size());
}

}  // namespace

pws_message::pws_message(std::shared_ptr<const Message> core)
    : message(std::move(core)), id{message->content().id} {
  properties.reserve(message->content().properties.size());
  for (const auto& property : message->content().properties) {
    properties.push_back({slice(property.key), slice(property.value)});
  }
}

Error pulsarws::capi::check_view(const pws_message_view* view) {
  if (!view) return null_argument("view");
  if (view->struct_size <
      offsetof(pws_message_view, payload) + sizeof(pws_slice)) {
    return Error(Status::kInvalidArgument,
                 "struct_size of the view is not set: begin with "
                 "PWS_MESSAGE_VIEW_INIT");
  }
  return {};
}

void pulsarws::capi::fill_view(const pws_message& message,
                               pws_message_view& view) noexcept {
  pws_message_view full = PWS_MESSAGE_VIEW_INIT;
  full.payload = pws_message_payload(&message);
  full.key = pws_message_key(&message);
  full.properties = pws_message_properties(&message);
  full.property_count = pws_message_property_count(&message);
  full.publish_time_ms = pws_message_publish_time(&message);
  full.event_time_ms = pws_message_event_time(&message);
  full.redelivery_count = pws_message_redelivery_count(&message);
  full.id = pws_message_get_id(&message);
  full.struct_size = view.struct_size;
  std::memcpy(&view, &full, std::min(view.struct_size, sizeof full));
}

pws_status pws_message_read(const pws_message* message, pws_message_view* view,
                            pws_error** error) {
  return enter(error, [&]() -> Error {
    if (!message) return null_argument("message");
    if (Error wrong = check_view(view)) return wrong;
    fill_view(*message, *view);
    return {};
  });
}

pws_slice pws_message_payload(const pws_message* message) {
  return message ? slice(message->message->content().payload) : slice({});
}

pws_slice pws_message_key(const pws_message* message) {
  if (!message || !message->message->content().key) return slice({});
  return slice(*message->message->content().key);
}

size_t pws_message_property_count(const pws_message* message) {
  return message ? message->properties.size() : 0;
}

const pws_property* pws_message_properties(const pws_message* message) {
  return message ? message->properties.data() : nullptr;
}

pws_slice pws_message_property(const pws_message* message, const char* key) {
  if (!message || !key) return slice({});
  for (const auto& property : message->message->content().properties) {
    if (property.key == key) return slice(property.value);
  }
  return slice({});
}

int64_t pws_message_publish_time(const pws_message* message) {
  return message ? message->message->content().publish_time : 0;
}

int64_t pws_message_event_time(const pws_message* message) {
  return message ? message->message->content().event_time : 0;
}

int32_t pws_message_redelivery_count(const pws_message* message) {
  return message ? message->message->content().redelivery_count : 0;
}

const pws_message_id* pws_message_get_id(const pws_message* message) {
  return message ? &message->id : nullptr;
}

const char* pws_message_topic(const pws_message* message) {
  return message ? message->message->topic().c_str() : "";
}

pws_message* pws_message_ref(const pws_message* message) {
  if (!message) return nullptr;
  try {
    return std::make_unique<pws_message>(message->message).release();
  } catch (...) {
    return nullptr;
  }
}

void pws_message_free(pws_message* message) {
  std::unique_ptr<pws_message> freed(message);
}
