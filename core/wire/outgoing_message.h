#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/wire/property.h"

namespace pulsarws::wire {

// A message to publish, in views of the caller's memory.
struct OutgoingMessage {
  std::string_view payload;
  const PropertyView* properties = nullptr;
  std::size_t property_count = 0;
  std::optional<std::string_view> key;
  std::optional<std::int64_t> event_time;     // epoch milliseconds, over 0
  std::optional<std::int64_t> deliver_at;     // epoch milliseconds
  std::optional<std::int64_t> deliver_after;  // milliseconds
  const std::string_view* replication_clusters = nullptr;
  std::size_t replication_cluster_count = 0;

  // Client-side encryption; the parameter (the IV) as its bytes, not in base64.
  std::optional<std::string_view> encryption_param;
  std::optional<std::string_view> compression_type;
  std::optional<std::int64_t> uncompressed_message_size;
};

}  // namespace pulsarws::wire
