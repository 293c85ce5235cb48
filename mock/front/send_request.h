#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock/front/json_bean.h"

namespace pulsarws::mock {

// What a producer's frame asks for, Pulsar's ProducerMessage, field by field as
// it stands there. Its strings live as long as the frame and the reader.
struct SendRequest {
  std::optional<std::string_view> payload;
  std::optional<StringMap> properties;
  std::optional<std::string_view> context;
  std::optional<std::string_view> key;
  std::optional<StringList> replication_clusters;
  std::optional<std::string_view> event_time;
  std::int64_t deliver_at = 0;
  std::int64_t deliver_after_ms = 0;
  std::optional<std::string_view> encryption_param;
  std::optional<std::string_view> compression_type;
  std::optional<std::int64_t> uncompressed_message_size;
};

// Nothing for null. Throws JsonFailure.
std::optional<SendRequest> read_send_request(JsonReader& json);

}  // namespace pulsarws::mock
