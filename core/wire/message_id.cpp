#include "core/wire/message_id.h"

#include "core/wire/base64.h"
#include "core/wire/protobuf.h"

namespace pulsarws::wire {
namespace {

// Fields of Pulsar's MessageIdData. ack_set (5) and first_chunk_message_id (7)
// are left unread: they say nothing of the message's place.
enum Field : std::uint32_t {
  kLedgerId = 1,
  kEntryId = 2,
  kPartition = 3,
  kBatchIndex = 4,
  kBatchSize = 6,
};

// The longest id that a server writes is far shorter; what is longer is not
// one.
constexpr std::size_t kLongestId = 768;

template <typename T>
int order(T left, T right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

}  // namespace

int MessageId::compare(const MessageId& other) const noexcept {
  if (int by = order(ledger_id, other.ledger_id)) return by;
  if (int by = order(entry_id, other.entry_id)) return by;
  if (int by = order(partition, other.partition)) return by;
  return order(batch_index, other.batch_index);
}

std::string MessageId::to_string() const {
  std::string text = std::to_string(ledger_id);
  text.append(1, ':').append(std::to_string(entry_id));
  text.append(1, ':').append(std::to_string(partition));
  text.append(1, ':').append(std::to_string(batch_index));
  return text;
}

std::string MessageId::serialize() const {
  std::string bytes;
  append_protobuf_field(bytes, kLedgerId, ledger_id);
  append_protobuf_field(bytes, kEntryId, entry_id);
  if (partition >= 0) append_protobuf_field(bytes, kPartition, partition);
  if (batch_index >= 0) append_protobuf_field(bytes, kBatchIndex, batch_index);
  if (batch_size > 0) append_protobuf_field(bytes, kBatchSize, batch_size);
  return bytes;
}

std::optional<MessageId> parse_message_id(std::string_view bytes) {
  if (bytes.size() > kLongestId) return std::nullopt;

  MessageId id;
  bool has_ledger = false;
  bool has_entry = false;
  ProtobufReader reader(bytes);
  while (!reader.at_end()) {
    const auto tag = reader.tag();
    if (!tag) return std::nullopt;
    const std::uint32_t field = tag->field;
    const bool wanted = field <= kBatchIndex || field == kBatchSize;
    if (!wanted || tag->type != ProtobufType::kVarint) {
      if (!reader.skip(tag->type)) return std::nullopt;
      continue;
    }

    const auto value = reader.varint();
    if (!value) return std::nullopt;
    switch (field) {
      case kLedgerId:
        id.ledger_id = static_cast<std::int64_t>(*value);
        has_ledger = true;
        break;
      case kEntryId:
        id.entry_id = static_cast<std::int64_t>(*value);
        has_entry = true;
        break;
      case kPartition:
        id.partition = protobuf_int32(*value);
        break;
      case kBatchIndex:
        id.batch_index = protobuf_int32(*value);
        break;
      case kBatchSize:
        id.batch_size = protobuf_int32(*value);
        break;
    }
  }
  if (!has_ledger || !has_entry) return std::nullopt;
  return id;
}

std::optional<MessageId> parse_message_id_base64(std::string_view text) {
  if (text.size() > base64_encoded_size(kLongestId)) return std::nullopt;
  char bytes[kLongestId];
  const auto size = decode_base64(text, bytes);
  if (!size) return std::nullopt;
  return parse_message_id({bytes, *size});
}

}  // namespace pulsarws::wire

std::size_t std::hash<pulsarws::wire::MessageId>::operator()(
    const pulsarws::wire::MessageId& id) const noexcept {
  // Ids differ in a few low bits: multiplying by a large odd number spreads
  // them over the word.
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;
  std::uint64_t sum = static_cast<std::uint64_t>(id.ledger_id);
  for (const std::int64_t part : {id.entry_id, std::int64_t{id.partition},
                                  std::int64_t{id.batch_index}}) {
    sum = (sum ^ (sum >> 32)) * kSpread + static_cast<std::uint64_t>(part);
  }
  sum *= kSpread;
  return static_cast<std::size_t>(sum ^ (sum >> 32));
}
