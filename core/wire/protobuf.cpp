#include "core/wire/protobuf.h"

namespace pulsarws::wire {
namespace {

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    out += static_cast<char>(value | 0x80);
  }
  out += static_cast<char>(value);
}

}  // namespace

std::optional<ProtobufTag> ProtobufReader::tag() {
  const auto tag = varint();
  // There is no field 0, and a tag has 32 bits.
  if (!tag || *tag < 8 || *tag > 0xffffffff) return std::nullopt;
  return ProtobufTag{static_cast<std::uint32_t>(*tag >> 3),
                     static_cast<ProtobufType>(*tag & 7)};
}

std::optional<std::uint64_t> ProtobufReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    // The tenth byte has room for one bit.
    if (shift == 63 && byte > 1) return std::nullopt;
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

bool ProtobufReader::skip(ProtobufType type) {
  switch (type) {
    case ProtobufType::kVarint:
      return varint().has_value();
    case ProtobufType::kFixed64:
      return skip_bytes(8);
    case ProtobufType::kFixed32:
      return skip_bytes(4);
    case ProtobufType::kLengthDelimited: {
      const auto size = varint();
      return size && skip_bytes(*size);
    }
    default:
      return false;
  }
}

bool ProtobufReader::skip_bytes(std::uint64_t count) {
  if (count > rest_.size()) return false;
  rest_.remove_prefix(static_cast<std::size_t>(count));
  return true;
}

std::int32_t protobuf_int32(std::uint64_t varint) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(varint));
}

void append_protobuf_field(std::string& out, std::uint32_t field,
                           std::int64_t value) {
  append_varint(out,
                field << 3 | static_cast<std::uint32_t>(ProtobufType::kVarint));
  append_varint(out, static_cast<std::uint64_t>(value));
}

}  // namespace pulsarws::wire
