#pragma once

#include <optional>
#include <string>

#include "core/wire/message_id.h"

namespace pulsarws {

// What became of a message: the server's word that it has stored it, or with a
// failure only which message it was.
struct Receipt {
  std::optional<wire::MessageId> id;  // nothing: it failed
  std::string context;     // the application's own, as it came with the message
  bool duplicate = false;  // the broker had it already
};

}  // namespace pulsarws
