#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/callback_handler.h"
#include "capi/src/message_view.h"
#include "capi/src/operating.h"

// What a consumer and a reader have in common.
namespace pulsarws::capi {

// `check` is what must be right beside.
template <typename Shell, typename Check>
pws_status receive_if(pws_error** error, Shell* handle, std::int32_t timeout_ms,
                      pws_message** message, Check check) noexcept {
  clear(message);
  return waiting_with(
      error, handle, timeout_ms, [&](const auto& core) -> Error {
        if (!message) return null_argument("message");
        if (Error wrong = check()) return wrong;
        auto received = core->receive(timeout_ms);
        if (!received) return received.error();
        *message =
            std::make_unique<pws_message>(std::move(*received)).release();
        return {};
      });
}

template <typename Shell>
pws_status receive(pws_error** error, Shell* handle, std::int32_t timeout_ms,
                   pws_message** message) noexcept {
  return receive_if(error, handle, timeout_ms, message, [] { return Error(); });
}

template <typename Shell>
pws_status receive_view(pws_error** error, Shell* handle,
                        std::int32_t timeout_ms, pws_message** message,
                        pws_message_view* view) noexcept {
  const pws_status status = receive_if(error, handle, timeout_ms, message,
                                       [&] { return check_view(view); });
  if (status == PWS_OK) fill_view(**message, *view);
  return status;
}

template <typename Shell>
pws_status receive_async(pws_error** error, Shell* handle,
                         std::int32_t timeout_ms, const Callback& callback,
                         std::uint64_t* operation) noexcept {
  return begin_operation(
      error, handle, EventType::kReceived, timeout_ms, callback, operation,
      [](auto& core, const auto& begun) { core.receive(begun); });
}

template <typename Shell>
pws_status listen(pws_error** error, Shell* handle,
                  const Callback& callback) noexcept {
  return with_listener(error, handle, callback,
                       [](const auto& core, auto handler) {
                         return core->listen(std::move(handler));
                       });
}

template <typename Shell>
pws_status end_of_topic(pws_error** error, Shell* handle,
                        std::int32_t timeout_ms, std::int32_t* out) noexcept {
  if (out) *out = 0;
  return waiting_with(error, handle, timeout_ms,
                      [&](const auto& core) -> Error {
                        if (!out) return null_argument("end_of_topic");
                        auto answer = core->ask_end_of_topic(timeout_ms);
                        if (!answer) return answer.error();
                        *out = *answer;
                        return {};
                      });
}

template <typename Shell>
pws_status end_of_topic_async(pws_error** error, Shell* handle,
                              std::int32_t timeout_ms, const Callback& callback,
                              std::uint64_t* operation) noexcept {
  return begin_operation(
      error, handle, EventType::kEndOfTopic, timeout_ms, callback, operation,
      [](auto& core, const auto& begun) { core.ask_end_of_topic(begun); });
}

}  // namespace pulsarws::capi
