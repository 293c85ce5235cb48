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

std::string no_message_id_words(std::string_view bytes) {
  // A number goes on where its byte has the highest bit, and one without
  // another behind it ends amidst a field: every field here is two numbers.
  std::size_t numbers = 0;
  bool goes_on = false;
  for (const char byte : bytes) {
    goes_on = (static_cast<unsigned char>(byte) & 0x80) != 0;
    if (!goes_on) ++numbers;
  }
  if (!goes_on && numbers % 2 == 0) {
    return "java.lang.IllegalStateException: Some required fields are missing";
  }
  const std::string size = std::to_string(bytes.size());
  return "java.lang.IndexOutOfBoundsException: readerIndex(" + size +
         ") + length(1) exceeds writerIndex(" + size +
         "): UnpooledHeapByteBuf(ridx: " + size + ", widx: " + size +
         ", cap: " + size + "/" + size + ")";
}

}  // namespace pulsarws::mock
