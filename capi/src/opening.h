#pragma once

#include <memory>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"

// How a producer, a consumer and a reader are made: what they have in common.
namespace pulsarws::capi {

// Checks what all of them are given.
template <typename Shell>
Error check_new(pws_client* client, Shell** out, const pws_options* options,
                OptionsKind kind) {
  if (!out) return null_argument(Shell::kName);
  if (Error wrong = check_handle(client)) return wrong;
  return check_options(options, kind);
}

// The handle for a core object that was made, or why it was not.
template <typename Shell, typename Core>
Result<std::unique_ptr<Shell>> shell_of(Result<std::shared_ptr<Core>> core) {
  if (!core) return core.error();
  auto shell = std::make_unique<Shell>(*core);
  (*core)->set_tag(shell.get());
  return shell;
}

// Makes a handle with `make`, opens it and waits.
template <typename Shell, typename Make>
pws_status open(pws_error** error, pws_client* client, int32_t timeout_ms,
                Shell** out, Make make) noexcept {
  clear(out);
  return enter(error, [&]() -> Error {
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    Result<std::unique_ptr<Shell>> shell = make();
    if (!shell) return shell.error();
    auto owner = client->core();
    if (Error failure = owner->open((*shell)->core(), timeout_ms)) {
      // Events about its connection may still carry the pointer.
      free_handle(shell->release(), [](auto&) {});
      return failure;
    }
    owner->handle_made();
    *out = shell->release();
    return {};
  });
}

// The same without waiting.
template <typename Shell, typename Make>
pws_status open_async(pws_error** error, pws_client* client, int32_t timeout_ms,
                      Shell** out, const Callback& callback,
                      std::uint64_t* operation, Make make) noexcept {
  clear(out);
  return enter_with_callback(
      error, callback, [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_timeout(timeout_ms)) return wrong;
        Result<std::unique_ptr<Shell>> shell = make();
        if (!shell) return shell.error();
        auto owner = client->core();
        auto handler = handler_for(*owner, std::move(taken));
        if (!handler) return handler.error();
        owner->handle_made();
        auto core = (*shell)->core();
        *out = shell->release();
        std::uint64_t number =
            owner->open_async(core, timeout_ms, std::move(*handler));
        if (operation) *operation = number;
        return {};
      });
}

}  // namespace pulsarws::capi
