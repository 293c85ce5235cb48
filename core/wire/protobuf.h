#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// As much of protobuf's encoding as messages of numbers need.
namespace pulsarws::wire {

enum class ProtobufType : std::uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kLengthDelimited = 2,
  kFixed32 = 5,
};

struct ProtobufTag {
  std::uint32_t field = 0;
  ProtobufType type = ProtobufType::kVarint;  // or one that skip() refuses
};

// Reads a message from its first byte to its last. Where nothing comes back,
// the bytes are no protobuf, and the reader is of no more use.
class ProtobufReader {
 public:
  explicit ProtobufReader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  std::optional<ProtobufTag> tag();
  std::optional<std::uint64_t> varint();
  // Passes over the value of a field of that type.
  bool skip(ProtobufType type);

 private:
  bool skip_bytes(std::uint64_t count);

  std::string_view rest_;
};

// As every reader of protobuf does, an int32 is the low half of its varint.
std::int32_t protobuf_int32(std::uint64_t varint);

// Appends a field that is an int32 or an int64.
void append_protobuf_field(std::string& out, std::uint32_t field,
                           std::int64_t value);

}  // namespace pulsarws::wire
