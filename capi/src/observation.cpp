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
pws_status give_json(const Shell* handle, const char* name, pws_text** json,
                     pws_error** error, Write write) noexcept {
  clear(json);
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(handle, name)) return wrong;
    if (!json) return null_argument("json");
    give_text(write(*handle->core()), json);
    return {};
  });
}

template <typename Shell>
pws_status give_last_error(const Shell* handle, const char* name,
                           pws_error** error) noexcept {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(handle, name)) return wrong;
    return handle->core()->last_error();
  });
}

// For a callback that hears of the whole client from now on.
template <typename Set>
pws_status set_callback(pws_client* client, pws_callback callback,
                        void* user_data, pws_free_user_data free_user_data,
                        pws_error** error, Set set) noexcept {
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_handle(client, "client")) return wrong;
        auto core = client->core();
        if (Error closed = core->refusal()) return closed;
        auto handler = handler_for(*core, std::move(taken), callback);
        if (!handler) return handler.error();
        set(*core, std::move(*handler));
        return {};
      });
}

}  // namespace

pws_status pws_client_statistics(pws_client* client, pws_text** json,
                                 pws_error** error) {
  return give_json(client, "client", json, error,
                   [](Client& core) { return to_json(core.statistics()); });
}

pws_status pws_producer_statistics(const pws_producer* producer,
                                   pws_text** json, pws_error** error) {
  return give_json(producer, "producer", json, error,
                   [](Producer& core) { return to_json(core.statistics()); });
}

pws_status pws_consumer_statistics(const pws_consumer* consumer,
                                   pws_text** json, pws_error** error) {
  return give_json(consumer, "consumer", json, error, [](Consumer& core) {
    return consumer_to_json(core.statistics());
  });
}

pws_status pws_reader_statistics(const pws_reader* reader, pws_text** json,
                                 pws_error** error) {
  return give_json(reader, "reader", json, error, [](Reader& core) {
    return reader_to_json(core.statistics());
  });
}

pws_status pws_client_set_statistics_callback(pws_client* client,
                                              pws_callback callback,
                                              void* user_data,
                                              pws_free_user_data free_user_data,
                                              pws_error** error) {
  return set_callback(client, callback, user_data, free_user_data, error,
                      [](Client& core, std::shared_ptr<EventHandler> handler) {
                        core.statistics_to_events(std::move(handler));
                      });
}

pws_status pws_client_set_state_callback(pws_client* client,
                                         pws_callback callback, void* user_data,
                                         pws_free_user_data free_user_data,
                                         pws_error** error) {
  return set_callback(client, callback, user_data, free_user_data, error,
                      [](Client& core, std::shared_ptr<EventHandler> handler) {
                        core.states_to_events(std::move(handler));
                      });
}

pws_status pws_producer_last_error(const pws_producer* producer,
                                   pws_error** error) {
  return give_last_error(producer, "producer", error);
}

pws_status pws_consumer_last_error(const pws_consumer* consumer,
                                   pws_error** error) {
  return give_last_error(consumer, "consumer", error);
}

pws_status pws_reader_last_error(const pws_reader* reader, pws_error** error) {
  return give_last_error(reader, "reader", error);
}

const char* pws_text_get(const pws_text* text) {
  return text ? text->text.c_str() : "";
}

size_t pws_text_size(const pws_text* text) {
  return text ? text->text.size() : 0;
}

void pws_text_free(pws_text* text) { std::unique_ptr<pws_text> freed(text); }
