#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"

using namespace pulsarws;
using namespace pulsarws::capi;

pws_status pws_client_set_token_supplier(pws_client* client,
                                         pws_callback callback, void* user_data,
                                         pws_free_user_data free_user_data,
                                         pws_error** error) {
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_handle(client, "client")) return wrong;
        auto core = client->core();
        auto handler = handler_for(*core, std::move(taken), callback);
        if (!handler) return handler.error();
        if (!*handler) return null_argument("callback");
        return core->set_token_supplier(std::move(*handler));
      });
}

pws_status pws_token_request_answer(pws_token_request* request,
                                    const char* token, pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(request, "request")) return wrong;
    if (!token) return null_argument("token");
    return request->core()->answer(token);
  });
}

pws_status pws_token_request_fail(pws_token_request* request,
                                  const char* reason, pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(request, "request")) return wrong;
    if (!reason) return null_argument("reason");
    return request->core()->fail(reason);
  });
}

void pws_token_request_free(pws_token_request* request) {
  free_handle(request, [](TokenRequest&) {});
}
