#include "mock/front/message_id_text.h"

#include "core/wire/base64.h"
#include "core/wire/protobuf.h"

namespace pulsarws::mock {

void append_message_id_text(std::string& out, const wire::MessageId& id) {
  // The fields of MessageIdData.
  std::string bytes;
  wire::append_protobuf_field(bytes, 1, id.ledger_id);
  wire::append_protobuf_field(bytes, 2, id.entry_id);
  if (id.partition >= 0) wire::append_protobuf_field(bytes, 3, id.partition);
  if (id.batch_index >= 0) {
    wire::append_protobuf_field(bytes, 4, id.batch_index);
  }
  wire::append_protobuf_field(bytes, 6, id.batch_size);
  wire::append_base64(out, bytes);
}

}  // namespace pulsarws::mock
