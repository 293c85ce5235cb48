#pragma once

#include <memory>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/objects.h"
#include "core/events/event.h"
#include "core/events/user_data_end.h"

namespace pulsarws::capi {

// An application's callback, or with poll delivery only its user data. Its end
// is the end of the user data.
class CallbackHandler final : public EventHandler {
 public:
  CallbackHandler(pws_callback callback, void* user_data,
                  pws_free_user_data free_user_data) noexcept
      : callback_(callback),
        user_data_(user_data),
        free_user_data_(free_user_data) {}
  ~CallbackHandler() override {
    if (free_user_data_) free_user_data_(user_data_);
  }
  CallbackHandler(const CallbackHandler&) = delete;
  CallbackHandler& operator=(const CallbackHandler&) = delete;

  void* user_data() const noexcept { return user_data_; }
  void handle(Event& event) noexcept override;

 private:
  const pws_callback callback_;
  void* const user_data_;
  const pws_free_user_data free_user_data_;
};

// Takes over the user data, whatever comes: where it throws, it is freed.
std::shared_ptr<CallbackHandler> take_callback(
    pws_callback callback, void* user_data, pws_free_user_data free_user_data);

// As enter, for an entry point that takes a callback: its body is handed what
// take_callback made, in a forked child the user data is freed.
template <typename Body>
pws_status enter_with_callback(pws_error** error, pws_callback callback,
                               void* user_data,
                               pws_free_user_data free_user_data,
                               Body body) noexcept {
  UserDataMayEnd here;
  try {
    auto taken = take_callback(callback, user_data, free_user_data);
    return give(platform::is_forked() ? forked_error() : body(std::move(taken)),
                error);
  } catch (...) {
    return give_current_exception(error);
  }
}

// What the core is given of it: nothing where nobody would be called. An error
// where the callback does not fit the client's delivery.
Result<std::shared_ptr<EventHandler>> handler_for(
    Client& client, std::shared_ptr<CallbackHandler> callback,
    bool has_callback);

// As enter, for an `_async` function of a handle: checks, takes the callback
// over, and runs `begin(core, handler, give_number)`, which gives the
// operation's number out.
template <typename Shell, typename Begin>
pws_status enter_async(pws_error** error, const Shell* handle, const char* name,
                       std::int32_t timeout_ms, pws_callback callback,
                       void* user_data, pws_free_user_data free_user_data,
                       std::uint64_t* operation, Begin begin) noexcept {
  return enter_with_callback(
      error, callback, user_data, free_user_data,
      [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        if (Error wrong = check_handle(handle, name)) return wrong;
        if (Error wrong = check_timeout(timeout_ms)) return wrong;
        auto core = handle->core();
        auto handler = handler_for(core->client(), std::move(taken), callback);
        if (!handler) return handler.error();
        begin(core, std::move(*handler), [operation](std::uint64_t number) {
          if (operation) *operation = number;
        });
        return {};
      });
}

// The same for an operation of the core that ends with an event of this type:
// `start(core, operation)` begins it.
template <typename Shell, typename Start>
pws_status enter_operation(pws_error** error, const Shell* handle,
                           const char* name, EventType type,
                           std::int32_t timeout_ms, pws_callback callback,
                           void* user_data, pws_free_user_data free_user_data,
                           std::uint64_t* operation, Start start) noexcept {
  return enter_async(error, handle, name, timeout_ms, callback, user_data,
                     free_user_data, operation,
                     [&](const auto& core, auto handler, auto give_number) {
                       auto begun = core->client().begin(
                           type, std::move(handler), core, timeout_ms, nullptr);
                       give_number(begun.number);
                       start(*core, begun.operation);
                     });
}

// The same for the `_close_async` of a producer, a consumer and a reader.
template <typename Shell>
pws_status enter_close_async(pws_error** error, const Shell* handle,
                             const char* name, std::int32_t timeout_ms,
                             pws_callback callback, void* user_data,
                             pws_free_user_data free_user_data,
                             std::uint64_t* operation) noexcept {
  return enter_async(error, handle, name, timeout_ms, callback, user_data,
                     free_user_data, operation,
                     [&](const auto& core, auto handler, auto give_number) {
                       give_number(core->client().close_async(
                           core, timeout_ms, std::move(handler)));
                     });
}

// Moves a core event into a C one of the current size.
void fill_event(Event& event, pws_event& out) noexcept;

}  // namespace pulsarws::capi
