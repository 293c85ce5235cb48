#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "capi/src/objects.h"
#include "core/base/error.h"
#include "core/events/user_data_end.h"
#include "core/platform/fork_guard.h"
#include "core/platform/threads.h"

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
// it, it is no cancellation point, and in a forked child it is not run.
template <typename Body>
pws_status enter(pws_error** error, Body body) noexcept {
  platform::NotCancelled here;
  try {
    return give(platform::is_forked() ? forked_error() : body(), error);
  } catch (...) {
    return give_current_exception(error);
  }
}

Error null_argument(const char* name);

Error foreign_pointer(const char* name);
Error freed_handle(const char* name);

// A share in what the handle stands for, or why it cannot be used.
template <typename Shell>
auto core_of(const Shell* handle) -> Result<decltype(handle->core())> {
  if (!handle) return null_argument(Shell::kName);
  if (!handle->is_handle()) return foreign_pointer(Shell::kName);
  auto core = handle->core();
  if (!core) return freed_handle(Shell::kName);
  return core;
}

// For accessors, which have no status: what `read(core)` says, or `otherwise`
// where the handle cannot be used.
template <typename T, typename Shell, typename Read>
T read_or(T otherwise, const Shell* handle, Read read) noexcept {
  if (!handle || !handle->is_handle() || platform::is_forked()) {
    return otherwise;
  }
  const auto core = handle->core();
  return core ? static_cast<T>(read(*core)) : otherwise;
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
    const auto core = core_of(handle);
    if (!core) return core.error();
    return body(*core);
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

// Frees a handle: the core's object is given up. False where there is nothing
// to free (any more). The child of a fork has none of the threads that a
// teardown needs: there the object stays.
template <typename Shell, typename GiveUp>
bool free_handle(Shell* handle, GiveUp give_up) noexcept {
  if (!handle || !handle->is_handle() || !handle->mark_freed()) return false;
  if (platform::is_forked()) return false;
  platform::NotCancelled not_cancelled;
  UserDataMayEnd here;
  auto core = handle->take_share();
  give_up(*core);
  core = nullptr;
  return true;
}

}  // namespace pulsarws::capi
