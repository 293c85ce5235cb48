#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
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
    auto environment = default_environment(used);
    if (!environment) return environment.error();
    auto core = Client::make(service, used, std::move(*environment));
    if (!core) return core.error();
    auto shell = std::make_unique<pws_client>(*core);
    (*core)->set_tag(shell.get());
    (*core)->handle_made();
    *client = shell.release();
    return {};
  });
}

pws_status pws_client_close(pws_client* client, int32_t timeout_ms,
                            pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(client, "client")) return wrong;
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    return client->core()->close(nullptr, timeout_ms);
  });
}

pws_status pws_client_close_async(pws_client* client, int32_t timeout_ms,
                                  pws_callback callback, void* user_data,
                                  pws_free_user_data free_user_data,
                                  uint64_t* operation, pws_error** error) {
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_handle(client, "client")) return wrong;
        if (Error wrong = check_timeout(timeout_ms)) return wrong;
        auto core = client->core();
        auto handler = handler_for(*core, std::move(taken), callback);
        if (!handler) return handler.error();
        std::uint64_t number =
            core->close_async(nullptr, timeout_ms, std::move(*handler));
        if (operation) *operation = number;
        return {};
      });
}

void pws_client_free(pws_client* client) {
  free_handle(client, [](Client& core) {
    core.stop_statistics();
    core.handle_freed();
  });
}

pws_status pws_operation_cancel(pws_client* client, uint64_t operation,
                                pws_error** error) {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(client, "client")) return wrong;
    client->core()->cancel(operation);
    return {};
  });
}

pws_status pws_client_set_log_callback(pws_client* client,
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
        core->log_to_events(std::move(*handler));
        return {};
      });
}
