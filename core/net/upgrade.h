#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/net/byte_stream.h"
#include "core/net/io.h"
#include "core/net/route.h"
#include "core/wire/header_fields.h"

namespace pulsarws {

struct UpgradeRequest {
  Route route;
  std::string path;  // behind the server's own
  std::string user_agent;
  wire::HeaderFields headers;
  std::string extensions;  // to offer, as in the header field; mostly empty
  TimePoint deadline;
  std::chrono::milliseconds timeout{0};  // what the deadline came from
};

// What is wrong with the values of header fields, if anything is.
std::optional<Error> bad_header(const wire::HeaderFields& headers);

// What a server said that speaks WebSocket from now on.
struct UpgradeAnswer {
  std::string extensions;   // that it agreed to
  std::string surplus;      // came behind the answer: the first frames
  int interim_answers = 0;  // that came before it
};

// Asks a server, over a stream that is open, to speak WebSocket. A refusal is
// an error with the HTTP status and the server's own words. Interim answers are
// passed over. `done` is called once, from `io` (on whose thread this must be
// called), by the deadline. Who closes the stream ends it sooner.
void ask_for_upgrade(IoContext& io, std::shared_ptr<ByteStream> stream,
                     UpgradeRequest request,
                     std::function<void(Result<UpgradeAnswer>)> done);

}  // namespace pulsarws
