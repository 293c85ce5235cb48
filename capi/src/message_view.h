#pragma once

#include "capi/src/objects.h"
#include "core/base/error.h"

namespace pulsarws::capi {

// kInvalidArgument where it cannot be filled.
Error check_view(const pws_message_view* view);

// Fills as much as the caller's struct has room for.
void fill_view(const pws_message& message, pws_message_view& view) noexcept;

}  // namespace pulsarws::capi
