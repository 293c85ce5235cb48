#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "capi/src/objects.h"
#include "core/base/error.h"
#include "core/events/user_data_end.h"
#include "core/platform/fork_guard.h"

// What every entry point does at the border between C and C++.
namespace pulsarws::capi {

// Gives the error out and returns its status; PWS_OK and NULL for none.
pws_status give(Error error, pws_error** out) noexcept;

// The same for what is being thrown; only inside a catch block.
pws_status give_current_exception(pws_error** out) noexcept;

Error forked_error();

// What comes through an out parameter is null after a failure, whatever failed.
template <typename T>
void clear(T** out) noexcept {
  if (out) *out = nullptr;
}

// Runs the body of an entry point, which returns an Error: no exception leaves
// it, and in a forked child it is not run.
template <typename Body>
pws_status enter(pws_error** error, Body body) noexcept {
  try {
    return give(platform::is_forked() ? forked_error() : body(), error);
  } catch (...) {
    return give_current_exception(error);
  }
}

Error null_argument(const char* name);

// Why a handle cannot be used; kOk where it can.
template <typename Shell>
Error check_handle(const Shell* handle, const char* name = Shell::kName) {
  if (!handle) return null_argument(name);
  if (!handle->is_live()) {
    return Error(Status::kInvalidArgument,
                 std::string(name) + " has been freed, or is no handle");
  }
  return {};
}

// The same for accessors, which have no status and return nothing then.
template <typename Shell>
bool is_usable(const Shell* handle) noexcept {
  return handle && handle->is_live() && !platform::is_forked();
}

// kInvalidArgument where it is no timeout; kWouldDeadlock where a call that
// would wait is made inside a callback.
Error check_timeout(std::int32_t timeout_ms);
Error check_may_wait(std::int32_t timeout_ms);

// As enter, for a function of a handle that does not wait: `body(core)` is run
// where the handle can be used. `core` is a share in it for the whole call.
template <typename Shell, typename Body>
pws_status with(pws_error** error, Shell* handle, Body body) noexcept {
  return enter(error, [&]() -> Error {
    if (Error wrong = check_handle(handle)) return wrong;
    const auto core = handle->core();
    return body(core);
  });
}

// The same for one that waits: every such function begins so, or it could wait
// for ever in a callback.
template <typename Shell, typename Body>
pws_status waiting_with(pws_error** error, Shell* handle,
                        std::int32_t timeout_ms, Body body) noexcept {
  return with(error, handle, [&](const auto& core) -> Error {
    if (Error wrong = check_may_wait(timeout_ms)) return wrong;
    return body(core);
  });
}

// kInvalidArgument where they are for another kind of handle.
Error check_options(const pws_options* options, OptionsKind kind);

// The core's options, or the defaults for NULL.
Options options_or_default(const pws_options* options, OptionsKind kind);

// Frees a handle: the core's object is given up, the shell kept for a while.
template <typename Shell, typename GiveUp>
void free_handle(Shell* handle, GiveUp give_up) noexcept {
  if (!handle || !handle->is_live()) return;
  auto core = handle->release();
  try {
    Graveyard<Shell>::bury(std::unique_ptr<Shell>(handle));
  } catch (...) {
    // No memory for the grave: the shell has been freed instead.
  }
  // The child of a fork has none of the threads that a teardown needs: there
  // the object stays.
  if (platform::is_forked()) {
    static_cast<void>(std::make_unique<std::shared_ptr<void>>(core).release());
    return;
  }
  UserDataMayEnd here;
  give_up(*core);
  core = nullptr;
}

}  // namespace pulsarws::capi
