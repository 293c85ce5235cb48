#pragma once

#include <memory>
#include <utility>

#include "capi/src/boundary.h"
#include "capi/src/objects.h"
#include "core/events/event.h"
#include "core/events/user_data_end.h"

namespace pulsarws::capi {

// What an application passes for an event: three parameters that go together.
struct Callback {
  pws_callback function;
  void* user_data;
  pws_free_user_data free_user_data;
};

// An application's callback, or with poll delivery only its user data. Its end
// is the end of the user data, wherever its last reference goes.
class CallbackHandler final : public EventHandler {
 public:
  explicit CallbackHandler(const Callback& callback) noexcept
      : callback_(callback) {}
  ~CallbackHandler() override {
    if (!callback_.free_user_data) return;
    end_user_data([end = callback_.free_user_data, data = callback_.user_data] {
      end(data);
    });
  }
  CallbackHandler(const CallbackHandler&) = delete;
  CallbackHandler& operator=(const CallbackHandler&) = delete;

  bool has_function() const noexcept { return callback_.function != nullptr; }
  void* user_data() const noexcept { return callback_.user_data; }
  void handle(Event& event) override;

 private:
  const Callback callback_;
};

// Takes over the user data, whatever comes: where it throws, it is freed.
std::shared_ptr<CallbackHandler> take_callback(const Callback& callback);

// As enter, for an entry point that takes a callback: its body is handed what
// take_callback made, in a forked child the user data is freed.
template <typename Body>
pws_status enter_with_callback(pws_error** error, const Callback& callback,
                               Body body) noexcept {
  platform::NotCancelled not_cancelled;
  UserDataMayEnd here;
  try {
    auto taken = take_callback(callback);
    return give(platform::is_forked() ? forked_error() : body(std::move(taken)),
                error);
  } catch (...) {
    return give_current_exception(error);
  }
}

// What the core is given of it: nothing where nobody would be called. An error
// where the callback does not fit the client's delivery.
Result<std::shared_ptr<EventHandler>> handler_for(
    Client& client, std::shared_ptr<CallbackHandler> callback);

inline Client& client_of(Client& client) noexcept { return client; }
inline Client& client_of(const Endpoint& endpoint) noexcept {
  return endpoint.client();
}

// As with, for a function that takes a callback: `body(core, handler)`.
template <typename Shell, typename Body>
pws_status with_handler(pws_error** error, const Shell* handle,
                        const Callback& callback, Body body) noexcept {
  return enter_with_callback(
      error, callback, [&](std::shared_ptr<CallbackHandler> taken) -> Error {
        const auto core = core_of(handle);
        if (!core) return core.error();
        auto handler = handler_for(client_of(**core), std::move(taken));
        if (!handler) return handler.error();
        return body(*core, std::move(*handler));
      });
}

// The same where somebody must be called.
template <typename Shell, typename Body>
pws_status with_listener(pws_error** error, const Shell* handle,
                         const Callback& callback, Body body) noexcept {
  return with_handler(error, handle, callback,
                      [&](const auto& core, auto handler) -> Error {
                        if (!handler) return null_argument("callback");
                        return body(core, std::move(handler));
                      });
}

// Moves a core event into a C one of the current size, but for its handler and
// the handles that it is about: they live as long as the core's event.
void fill_event(Event& event, pws_event& out) noexcept;

}  // namespace pulsarws::capi
