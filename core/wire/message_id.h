#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pulsarws::wire {

// Pulsar's MessageIdData: the place of a message in a topic.
struct MessageId {
  std::int64_t ledger_id = -1;
  std::int64_t entry_id = -1;
  std::int32_t partition = -1;    // -1: the topic is not partitioned
  std::int32_t batch_index = -1;  // -1: not in a batch
  std::int32_t batch_size = 0;    // 0: not told

  // Order within one partition. batch_size plays no part: the same message
  // comes with it from one server and without it from another.
  int compare(const MessageId& other) const noexcept;
  bool operator==(const MessageId& other) const noexcept {
    return compare(other) == 0;
  }
  bool operator<(const MessageId& other) const noexcept {
    return compare(other) < 0;
  }

  // "ledger:entry:partition:batch", always all four.
  std::string to_string() const;

  // The protobuf bytes that the native clients' deserialize reads. What is -1
  // or not told is left out, as they do.
  std::string serialize() const;
};

// From the protobuf bytes; nothing where they are not a MessageIdData, or
// longer than any server writes (768 bytes).
std::optional<MessageId> parse_message_id(std::string_view bytes);

// From the wire's form, base64 of those bytes.
std::optional<MessageId> parse_message_id_base64(std::string_view text);

}  // namespace pulsarws::wire

template <>
struct std::hash<pulsarws::wire::MessageId> {
  std::size_t operator()(const pulsarws::wire::MessageId& id) const noexcept;
};
