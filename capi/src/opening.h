#pragma once

#include <memory>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"

// How a producer, a consumer and a reader are made: what they have in common.
namespace pulsarws::capi {

// Checks what all of them are given, and gets the client.
template <typename Shell>
Result<std::shared_ptr<Client>> client_for(pws_client* client, Shell** out,
                                           const pws_options* options,
                                           OptionsKind kind) {
  if (!out) return null_argument(Shell::kName);
  auto core = core_of(client);
  if (!core) return core.error();
  if (Error wrong = check_options(options, kind)) return wrong;
  return core;
}

// A handle on what `make` makes, which is opened and waited for. Where it does
// not open, events about its connection may still carry the pointer.
template <typename Shell, typename Make>
pws_status open(pws_error** error, int32_t timeout_ms, Shell** out,
                Make make) noexcept {
  clear(out);
  return enter(error, [&]() -> Error {
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    auto core = make();
    if (!core) return core.error();
    Client& client = (*core)->client();
    Shell* const handle = make_handle<Shell>(*core);
    if (Error failure = client.open(*core, timeout_ms)) return failure;
    client.handle_made();
    handle->give_out(std::move(*core));
    *out = handle;
    return {};
  });
}

// The same without waiting.
template <typename Shell, typename Make>
pws_status open_async(pws_error** error, int32_t timeout_ms, Shell** out,
                      const Callback& callback, std::uint64_t* operation,
                      Make make) noexcept {
  clear(out);
  return enter_with_callback(
      error, callback, [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_timeout(timeout_ms)) return wrong;
        auto made = make();
        if (!made) return made.error();
        const auto core = std::move(*made);
        Client& client = core->client();
        auto handler = handler_for(client, std::move(taken));
        if (!handler) return handler.error();
        Shell* const handle = make_handle<Shell>(core);
        client.handle_made();
        handle->give_out(core);
        *out = handle;
        const std::uint64_t number =
            client.open_async(core, timeout_ms, std::move(*handler));
        if (operation) *operation = number;
        return {};
      });
}

}  // namespace pulsarws::capi
