#pragma once

#include <optional>
#include <string_view>

#include "core/base/error.h"

namespace pulsarws {

// When a server breaks the protocol, websocketpp closes the connection, and
// cpprestsdk tells the code and the words of that close as it tells a server's
// own. By its words it is known: the error that it stands for, if it is one.
std::optional<Error> refused_frame(int code, std::string_view words,
                                   std::string_view server);

}  // namespace pulsarws
