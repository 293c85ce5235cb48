#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/timers.h"
#include "core/transport/transport.h"

namespace pulsarws {

// cpprestsdk hides why a connection could not be opened: the HTTP status of a
// refusal, the name that does not resolve, the port that is closed. So the same
// is asked again over a plain socket, and the answer read.
//
// Blocks until there is an answer or `deadline` has passed. Should the server
// accept this time, the connection is closed in order at once, and the error
// says that trying again may help.
Error ask_why_refused(const ConnectRequest& request,
                      const std::string& user_agent, TimePoint deadline);

// The first part of that question alone: why the host's name cannot be
// resolved by `deadline`, if it cannot.
std::optional<Error> ask_name_server(const ConnectRequest& request,
                                     TimePoint deadline);

// The path of a request as a question that delivers nothing even if it is
// accepted: a consumer's asks for pull mode.
std::string harmless_path(const std::string& path);

}  // namespace pulsarws
