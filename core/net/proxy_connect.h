#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/net/byte_stream.h"
#include "core/net/route.h"

namespace pulsarws {

// Has the route's proxy, to which `stream` is connected, connect to its server
// (HTTP's CONNECT, with Basic where there is a user): what is written then
// arrives there. `done` is called once, from the stream's executor: kOk, or
// kProxy with what is wrong and the proxy's HTTP status. Has no deadline: who
// closes the stream ends it.
void connect_through_proxy(std::shared_ptr<ByteStream> stream,
                           const Route& route, const std::string& user_agent,
                           std::function<void(Error)> done);

}  // namespace pulsarws
