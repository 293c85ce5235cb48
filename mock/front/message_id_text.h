#pragma once

#include <string>
#include <string_view>

#include "core/wire/message_id.h"

namespace pulsarws::mock {

// The id as it stands in frames: base64 of its protobuf, with the size of its
// batch always, 0 where there is none, as Pulsar writes it.
void append_message_id_text(std::string& out, const wire::MessageId& id);

// What Java says of bytes that are none.
std::string no_message_id_words(std::string_view bytes);

}  // namespace pulsarws::mock
