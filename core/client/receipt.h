#pragma once

#include <string>

#include "core/wire/message_id.h"

namespace pulsarws {

// The server's word that it has stored a message.
struct Receipt {
  wire::MessageId id;
  std::string context;     // the application's own, as it came with the message
  bool duplicate = false;  // the broker had it already
};

}  // namespace pulsarws
