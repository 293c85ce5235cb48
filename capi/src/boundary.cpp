#include "capi/src/boundary.h"

#include <exception>
#include <new>

namespace pulsarws::capi {
namespace {

// Given out where there is no memory for an error: never freed.
pws_error& out_of_memory() noexcept {
  static NeverDestroyed<pws_error> error{
      pws_error{Error(Status::kOutOfMemory, "out of memory")}};
  return *error;
}

// Made while there is memory.
[[maybe_unused]] pws_error& made_in_time = out_of_memory();

}  // namespace

pws_status give(Error error, pws_error** out) noexcept {
  pws_status status = static_cast<pws_status>(error.status);
  if (!out) return status;
  *out = nullptr;
  if (!error) return status;
  try {
    *out = std::make_unique<pws_error>(pws_error{std::move(error)}).release();
  } catch (...) {
    *out = &out_of_memory();
  }
  return status;
}

pws_status give_current_exception(pws_error** out) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    if (out) *out = &out_of_memory();
    return PWS_ERR_OUT_OF_MEMORY;
  } catch (const std::exception& exception) {
    try {
      return give(Error(Status::kInternal,
                        std::string("unexpected: ") + exception.what()),
                  out);
    } catch (...) {
      if (out) *out = &out_of_memory();
      return PWS_ERR_OUT_OF_MEMORY;
    }
  } catch (...) {
    return give(Error(Status::kInternal, {}), out);
  }
}

Error forked_error() {
  return Error(Status::kForked,
               "this process is a fork of the one that uses the library, which "
               "works only there; load it anew by exec");
}

Error null_argument(const char* name) {
  return Error(Status::kInvalidArgument,
               std::string(name) + " must not be NULL");
}

Error foreign_pointer(const char* name) {
  return Error(Status::kInvalidArgument, std::string(name) + " is no handle");
}

Error freed_handle(const char* name) {
  return Error(Status::kClosed, std::string(name) + " has been freed");
}

Error check_timeout(std::int32_t timeout_ms) {
  if (timeout_ms >= -1) return {};
  return Error(Status::kInvalidArgument,
               "timeout_ms must be -1 (for ever), 0 (at once) or more, not " +
                   std::to_string(timeout_ms));
}

Error check_may_wait(std::int32_t timeout_ms) {
  if (Error error = check_timeout(timeout_ms)) return error;
  if (timeout_ms == 0 || !in_callback()) return {};
  return Error(Status::kWouldDeadlock,
               "this call waits, and was made inside a callback, where nothing "
               "it could wait for happens; use the _async form, or timeout 0");
}

Error check_options(const pws_options* options, OptionsKind kind) {
  if (!options || options->options.kind() == kind) return {};
  return Error(
      Status::kInvalidArgument,
      std::string("these are ") + options_kind_name(options->options.kind()) +
          " options, and " + options_kind_name(kind) + " options are wanted");
}

Options options_or_default(const pws_options* options, OptionsKind kind) {
  return options ? options->options : Options(kind);
}

}  // namespace pulsarws::capi

void pws_error_free(pws_error* error) {
  if (error == &pulsarws::capi::out_of_memory()) return;
  std::unique_ptr<pws_error> freed(error);
}
