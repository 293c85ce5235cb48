#include "mock/front/send_request.h"

namespace pulsarws::mock {
namespace {

constexpr const char* kClass =
    "org.apache.pulsar.websocket.data.ProducerMessage";

// False for a field that the class does not have.
bool read_field(JsonReader& json, std::string_view name, SendRequest& request) {
  if (name == "payload") {
    request.payload = read_string(json);
  } else if (name == "context") {
    request.context = read_string(json);
  } else if (name == "properties") {
    request.properties = read_string_map(json);
  } else if (name == "key") {
    request.key = read_string(json);
  } else if (name == "replicationClusters") {
    request.replication_clusters = read_string_list(json);
  } else if (name == "eventTime") {
    request.event_time = read_string(json);
  } else if (name == "deliverAt") {
    request.deliver_at = read_integer(json, kJavaLong).value_or(0);
  } else if (name == "deliverAfterMs") {
    request.deliver_after_ms = read_integer(json, kJavaLong).value_or(0);
  } else if (name == "encryptionParam") {
    request.encryption_param = read_string(json);
  } else if (name == "compressionType") {
    request.compression_type = read_string(json);
  } else if (name == "uncompressedMessageSize") {
    request.uncompressed_message_size = read_integer(json, kJavaInteger);
  } else if (name == "sequenceId" || name == "schemaVersion") {
    read_integer(json, kJavaLong);
  } else if (name == "disableReplication") {
    check_boolean(json);
  } else if (name == "keySchema" || name == "valueSchema") {
    read_string(json);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<SendRequest> read_send_request(JsonReader& json) {
  SendRequest request;
  const bool is_object = read_object(json, kClass, [&](std::string_view name) {
    return read_field(json, name, request);
  });
  if (!is_object) return std::nullopt;
  return request;
}

}  // namespace pulsarws::mock
