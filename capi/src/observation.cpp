#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/text.h"
#include "core/observation/statistics_json.h"

using namespace pulsarws;
using namespace pulsarws::capi;

#define PWS_SAME(number, state) \
  static_assert(number == static_cast<int32_t>(ConnectionState::state))
PWS_SAME(PWS_STATE_CONNECTING, kConnecting);
PWS_SAME(PWS_STATE_OPEN, kOpen);
PWS_SAME(PWS_STATE_LOST, kLost);
PWS_SAME(PWS_STATE_BACKOFF, kBackoff);
PWS_SAME(PWS_STATE_CLOSED, kClosed);
#undef PWS_SAME

namespace {

// What `write` makes of the handle's core, as JSON.
template <typename Shell, typename Write>
pws_status give_json(pws_error** error, const Shell* handle, pws_text** json,
                     Write write) noexcept {
  clear(json);
  return with(error, handle, [&](const auto& core) -> Error {
    if (!json) return null_argument("json");
    give_text(write(core->statistics()), json);
    return {};
  });
}

template <typename Shell>
pws_status give_last_error(pws_error** error, const Shell* handle) noexcept {
  return with(error, handle,
              [](const auto& core) { return core->last_error(); });
}

// For a callback that hears of the whole client from now on.
template <typename Set>
pws_status set_callback(pws_error** error, pws_client* client,
                        const Callback& callback, Set set) noexcept {
  return with_handler(error, client, callback,
                      [&](const auto& core, auto handler) -> Error {
                        if (Error closed = core->refusal()) return closed;
                        set(*core, std::move(handler));
                        return {};
                      });
}

}  // namespace

pws_status pws_client_statistics(pws_client* client, pws_text** json,
                                 pws_error** error) {
  return give_json(error, client, json,
                   [](const auto& statistics) { return to_json(statistics); });
}

pws_status pws_producer_statistics(const pws_producer* producer,
                                   pws_text** json, pws_error** error) {
  return give_json(error, producer, json,
                   [](const auto& statistics) { return to_json(statistics); });
}

pws_status pws_consumer_statistics(const pws_consumer* consumer,
                                   pws_text** json, pws_error** error) {
  return give_json(error, consumer, json, consumer_to_json);
}

pws_status pws_reader_statistics(const pws_reader* reader, pws_text** json,
                                 pws_error** error) {
  return give_json(error, reader, json, reader_to_json);
}

pws_status pws_client_warn(pws_client* client, const char* topic,
                           const char* words, pws_error** error) {
  return with(error, client, [&](const auto& core) -> Error {
    if (!words) return null_argument("words");
    core->log().write(LogLevel::kWarning, "client", words,
                      {topic ? topic : "", 0, ""});
    return {};
  });
}

pws_status pws_client_set_statistics_callback(pws_client* client,
                                              pws_callback callback,
                                              void* user_data,
                                              pws_free_user_data free_user_data,
                                              pws_error** error) {
  return set_callback(error, client, {callback, user_data, free_user_data},
                      [](Client& core, auto handler) {
                        core.statistics_to_events(std::move(handler));
                      });
}

pws_status pws_client_set_state_callback(pws_client* client,
                                         pws_callback callback, void* user_data,
                                         pws_free_user_data free_user_data,
                                         pws_error** error) {
  return set_callback(error, client, {callback, user_data, free_user_data},
                      [](Client& core, auto handler) {
                        core.states_to_events(std::move(handler));
                      });
}

pws_status pws_producer_last_error(const pws_producer* producer,
                                   pws_error** error) {
  return give_last_error(error, producer);
}

pws_status pws_consumer_last_error(const pws_consumer* consumer,
                                   pws_error** error) {
  return give_last_error(error, consumer);
}

pws_status pws_reader_last_error(const pws_reader* reader, pws_error** error) {
  return give_last_error(error, reader);
}

const char* pws_text_get(const pws_text* text) {
  return text ? text->text.c_str() : "";
}

size_t pws_text_size(const pws_text* text) {
  return text ? text->text.size() : 0;
}

void pws_text_free(pws_text* text) { std::unique_ptr<pws_text> freed(text); }
