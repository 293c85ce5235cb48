#pragma once

#include <cstdint>
#include <memory>

#include "core/base/error.h"
#include "core/client/operations.h"
#include "core/client/timeout.h"

namespace pulsarws {

class Endpoint;

// Opens an endpoint and waits; on failure it is given up.
Error open_and_wait(const std::shared_ptr<Endpoint>& endpoint, Timeout timeout);

// The same without waiting, told by `event`; returns the operation's number.
std::uint64_t open_async(Operations& operations, OperationEvent event,
                         Timeout timeout);

}  // namespace pulsarws
