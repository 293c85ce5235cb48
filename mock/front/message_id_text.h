#pragma once

#include <string>

#include "core/wire/message_id.h"

namespace pulsarws::mock {

// The id as it stands in frames: base64 of its protobuf, with the size of its
// batch always, 0 where there is none, as Pulsar writes it.
void append_message_id_text(std::string& out, const wire::MessageId& id);

}  // namespace pulsarws::mock
