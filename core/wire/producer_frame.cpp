#include "core/wire/producer_frame.h"

#include <limits>

#include "core/wire/decimal.h"
#include "core/wire/frame_writer.h"
#include "core/wire/utf8.h"

namespace pulsarws::wire {
namespace {

// The last millisecond of year 9999, beyond which RFC 3339 has no year.
constexpr std::int64_t kLatestEventTime = 253'402'300'799'999;

// A thousand years of the calendar.
constexpr std::int64_t kLongestDelay = 31'556'952'000'000;

// The context stands first and has a fixed width, so that it can be filled in
// later.
constexpr std::string_view kContextBegin = R"({"context":")";
constexpr std::string_view kNoContext = "00000000000000000000";

Error refusal(std::string message) {
  return Error(Status::kInvalidMessage, std::move(message));
}

Error not_utf8(std::string_view what) {
  return refusal(std::string(what) + " is not valid UTF-8");
}

// A sum that ends at the largest number.
class Sum {
 public:
  void add(std::size_t more) noexcept {
    const std::size_t sum = value_ + more;
    value_ = sum < value_ ? kMost : sum;
  }
  std::size_t value() const noexcept { return value_; }

 private:
  static constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  std::size_t value_ = 0;
};

// "":"", and its comma; "", likewise.
constexpr std::size_t kLeastProperty = 6;
constexpr std::size_t kLeastCluster = 3;

bool is_compression_type(std::string_view name) {
  for (const char* known : {"NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"}) {
    if (name == known) return true;
  }
  return false;
}

Error check_properties(const OutgoingMessage& message) {
  for (std::size_t i = 0; i < message.property_count; ++i) {
    const PropertyView& property = message.properties[i];
    if (!is_utf8(property.key)) {
      return not_utf8("the key of property " + std::to_string(i));
    }
    if (!is_utf8(property.value)) {
      return not_utf8("the value of property \"" + std::string(property.key) +
                      '"');
    }
  }
  return {};
}

Error check_times(const OutgoingMessage& message) {
  if (message.event_time &&
      (*message.event_time <= 0 || *message.event_time > kLatestEventTime)) {
    return refusal(
        "the event time must be after 1970-01-01T00:00:00Z and before the "
        "year 10000 (milliseconds since 1970)");
  }
  if (message.deliver_at && message.deliver_after) {
    return refusal("give either a time to deliver at or a delay, not both");
  }
  if (message.deliver_at &&
      (*message.deliver_at < 0 || *message.deliver_at > kLatestEventTime)) {
    return refusal(
        "the time to deliver at must be after 1970-01-01T00:00:00Z and before "
        "the year 10000 (milliseconds since 1970)");
  }
  if (message.deliver_after &&
      (*message.deliver_after < 0 || *message.deliver_after > kLongestDelay)) {
    return refusal(
        "the delay of delivery must be from 0 to 31556952000000 milliseconds "
        "(a thousand years)");
  }
  return {};
}

Error check_encryption(const OutgoingMessage& message) {
  if (message.compression_type.has_value() !=
      message.uncompressed_message_size.has_value()) {
    return refusal(
        "the compression type and the uncompressed size go together: one is "
        "missing");
  }
  if (message.compression_type &&
      !is_compression_type(*message.compression_type)) {
    return refusal(
        "the compression type must be NONE, LZ4, ZLIB, ZSTD or SNAPPY");
  }
  if (message.uncompressed_message_size &&
      (*message.uncompressed_message_size < 0 ||
       *message.uncompressed_message_size >
           std::numeric_limits<std::int32_t>::max())) {
    return refusal("the uncompressed size must be from 0 to 2147483647");
  }
  return {};
}

template <typename Listener>
void write_number(Listener& out, std::string_view name, std::int64_t value) {
  out.literal(name);
  out.literal(Decimal(value).text());
}

template <typename Listener>
void write_properties(Listener& out, const OutgoingMessage& message) {
  out.literal(R"(,"properties":{)");
  for (std::size_t i = 0; i < message.property_count; ++i) {
    if (i > 0) out.literal(",");
    out.string(message.properties[i].key);
    out.literal(":");
    out.string(message.properties[i].value);
  }
  out.literal("}");
}

template <typename Listener>
void write_replication_clusters(Listener& out, const OutgoingMessage& message) {
  out.literal(R"(,"replicationClusters":[)");
  for (std::size_t i = 0; i < message.replication_cluster_count; ++i) {
    if (i > 0) out.literal(",");
    out.string(message.replication_clusters[i]);
  }
  out.literal("]");
}

template <typename Listener>
void write_fields(Listener& out, const OutgoingMessage& message) {
  out.literal(kContextBegin);
  out.literal(kNoContext);
  out.literal(R"(","payload":")");
  out.base64(message.payload);
  out.literal("\"");
  if (message.property_count > 0) write_properties(out, message);
  if (message.key) {
    out.literal(R"(,"key":)");
    out.string(*message.key);
  }
  if (message.replication_cluster_count > 0) {
    write_replication_clusters(out, message);
  }
  if (message.event_time) {
    out.literal(R"(,"eventTime":")");
    out.time(*message.event_time);
    out.literal("\"");
  }
  if (message.deliver_at) {
    write_number(out, R"(,"deliverAt":)", *message.deliver_at);
  }
  if (message.deliver_after) {
    write_number(out, R"(,"deliverAfterMs":)", *message.deliver_after);
  }
  if (message.encryption_param) {
    out.literal(R"(,"encryptionParam":")");
    out.base64(*message.encryption_param);
    out.literal("\"");
  }
  if (message.compression_type) {
    out.literal(R"(,"compressionType":)");
    out.string(*message.compression_type);
  }
  if (message.uncompressed_message_size) {
    write_number(out, R"(,"uncompressedMessageSize":)",
                 *message.uncompressed_message_size);
  }
  out.literal("}");
}

}  // namespace

bool may_list(std::size_t properties, std::size_t clusters,
              std::size_t frame_size) noexcept {
  return properties <= frame_size / kLeastProperty &&
         clusters <= frame_size / kLeastCluster;
}

std::size_t least_frame_size(const OutgoingMessage& message) noexcept {
  Sum sum;
  sum.add(message.payload.size());
  sum.add(message.payload.size() / 3);
  if (message.key) sum.add(message.key->size());
  if (message.encryption_param) sum.add(message.encryption_param->size());
  for (std::size_t i = 0; i < message.property_count; ++i) {
    sum.add(message.properties[i].key.size());
    sum.add(message.properties[i].value.size());
    sum.add(kLeastProperty);
  }
  for (std::size_t i = 0; i < message.replication_cluster_count; ++i) {
    sum.add(message.replication_clusters[i].size());
    sum.add(kLeastCluster);
  }
  return sum.value();
}

Error check_outgoing(const OutgoingMessage& message) {
  if (Error error = check_properties(message)) return error;
  if (message.key && !is_utf8(*message.key)) return not_utf8("the key");
  for (std::size_t i = 0; i < message.replication_cluster_count; ++i) {
    if (!is_utf8(message.replication_clusters[i])) {
      return not_utf8("replication cluster " + std::to_string(i));
    }
  }
  if (Error error = check_times(message)) return error;
  return check_encryption(message);
}

Frame write_producer_frame(const OutgoingMessage& message) {
  return write_frame([&message](auto& out) { write_fields(out, message); });
}

void set_frame_context(Frame& frame, std::uint64_t context) noexcept {
  char* digits = frame.place() + kContextBegin.size();
  for (std::size_t i = kNoContext.size(); i-- > 0;) {
    digits[i] = static_cast<char>('0' + context % 10);
    context /= 10;
  }
}

}  // namespace pulsarws::wire
