#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/operating.h"
#include "core/client/environment.h"
#include "core/options/option_keys.h"

using namespace pulsarws;
using namespace pulsarws::capi;

pws_status pws_client_new(const char* url, const pws_options* options,
                          pws_client** client, pws_error** error) {
  clear(client);
  return enter(error, [&]() -> Error {
    if (!client) return null_argument("client");
    if (Error wrong = check_options(options, OptionsKind::kClient)) {
      return wrong;
    }
    Options used = options_or_default(options, OptionsKind::kClient);
    const std::string service =
        url ? url : used[client_option::kServiceUrl].value_or("");
    if (!url && service.empty()) {
      return Error(Status::kInvalidArgument,
                   "url is NULL, and the option serviceUrl is not set");
    }
    if (Error wrong = Client::check(service, used)) return wrong;
    auto environment = default_environment(used);
    if (!environment) return environment.error();
    auto core = Client::make(service, used, std::move(*environment));
    if (!core) return core.error();
    pws_client* const handle = make_handle<pws_client>(*core);
    (*core)->handle_made();
    handle->give_out(std::move(*core));
    *client = handle;
    return {};
  });
}

pws_status pws_client_close(pws_client* client, int32_t timeout_ms,
                            pws_error** error) {
  return close(error, client, timeout_ms);
}

pws_status pws_client_close_async(pws_client* client, int32_t timeout_ms,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  return close_async(error, client, timeout_ms,
                     {callback, user_data, free_user_data}, operation);
}

void pws_client_free(pws_client* client) {
  free_handle(client, [](Client& core) {
    core.stop_statistics();
    core.handle_freed();
  });
}

pws_status pws_operation_cancel(pws_client* client, uint64_t operation,
                                pws_error** error) {
  return with(error, client, [&](const auto& core) {
    core->cancel(operation);
    return Error();
  });
}

pws_status pws_client_set_log_callback(pws_client* client,
                                       pws_callback callback, void* user_data,
                                       pws_free_user_data free_user_data,
                                       pws_error** error) {
  return with_handler(error, client, {callback, user_data, free_user_data},
                      [](const auto& core, auto handler) {
                        core->log_to_events(std::move(handler));
                        return Error();
                      });
}
