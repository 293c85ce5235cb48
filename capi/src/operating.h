#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"

// Functions that begin something whose end an event tells, and the closing of
// all kinds of handles, which is such a thing.
namespace pulsarws::capi {

// The number of what was begun, for a caller who wants it.
inline void give_number(std::uint64_t number, std::uint64_t* out) noexcept {
  if (out) *out = number;
}

// As with_handler, where the body begins it.
template <typename Shell, typename Begin>
pws_status begin_with(pws_error** error, const Shell* handle,
                      std::int32_t timeout_ms, const Callback& callback,
                      Begin begin) noexcept {
  return with_handler(error, handle, callback,
                      [&](const auto& core, auto handler) -> Error {
                        if (Error wrong = check_timeout(timeout_ms)) {
                          return wrong;
                        }
                        begin(core, std::move(handler));
                        return {};
                      });
}

// The same for an operation of a producer, a consumer or a reader that ends
// with an event of this type: `start(core, operation)` begins it. Nothing is
// written any more when its callback may have been called.
template <typename Shell, typename Start>
pws_status begin_operation(pws_error** error, const Shell* handle,
                           EventType type, std::int32_t timeout_ms,
                           const Callback& callback, std::uint64_t* operation,
                           Start start) noexcept {
  return begin_with(error, handle, timeout_ms, callback,
                    [&](const auto& core, auto handler) {
                      auto begun = core->client().begin(
                          type, std::move(handler), core, timeout_ms, nullptr);
                      give_number(begun.number, operation);
                      start(*core, begun.operation);
                    });
}

// What closing it closes: null is a client with all that it has.
inline std::shared_ptr<Endpoint> closed_by(const std::shared_ptr<Client>&) {
  return nullptr;
}
inline std::shared_ptr<Endpoint> closed_by(std::shared_ptr<Endpoint> endpoint) {
  return endpoint;
}

template <typename Shell>
pws_status close(pws_error** error, const Shell* handle,
                 std::int32_t timeout_ms) noexcept {
  return waiting_with(error, handle, timeout_ms, [&](const auto& core) {
    return client_of(*core).close(closed_by(core), timeout_ms);
  });
}

template <typename Shell>
pws_status close_async(pws_error** error, const Shell* handle,
                       std::int32_t timeout_ms, const Callback& callback,
                       std::uint64_t* operation) noexcept {
  return begin_with(
      error, handle, timeout_ms, callback, [&](const auto& core, auto handler) {
        give_number(client_of(*core).close_async(closed_by(core), timeout_ms,
                                                 std::move(handler)),
                    operation);
      });
}

// A producer's, a consumer's or a reader's handle.
template <typename Shell>
void free_endpoint(Shell* handle) noexcept {
  free_handle(handle, [](auto& core) {
    core.give_up();
    core.client().handle_freed();
  });
}

}  // namespace pulsarws::capi
