#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"

using namespace pulsarws;
using namespace pulsarws::capi;

pws_status pws_client_set_token_supplier(pws_client* client,
                                         pws_callback callback, void* user_data,
                                         pws_free_user_data free_user_data,
                                         pws_error** error) {
  return with_listener(error, client, {callback, user_data, free_user_data},
                       [](const auto& core, auto handler) {
                         return core->set_token_supplier(std::move(handler));
                       });
}

pws_status pws_token_request_answer(pws_token_request* request,
                                    const char* token, pws_error** error) {
  return with(error, request, [&](const auto& core) -> Error {
    if (!token) return null_argument("token");
    return core->answer(token);
  });
}

pws_status pws_token_request_fail(pws_token_request* request,
                                  const char* reason, pws_error** error) {
  return with(error, request, [&](const auto& core) -> Error {
    if (!reason) return null_argument("reason");
    return core->fail(reason);
  });
}

void pws_token_request_free(pws_token_request* request) {
  if (!free_handle(request, [](TokenRequest&) {})) return;
  Graveyard<pws_token_request>::bury(request);
}
