#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/wire/message_id.h"
#include "core/wire/property.h"

namespace pulsarws::wire {

// A message as it was delivered. All views point into `storage`, so that a
// message costs few allocations and moves without copying.
struct IncomingMessage {
  std::string_view payload;
  std::string_view message_id;  // base64, as it came
  MessageId id;  // of no place, as made, where that text cannot be read
  std::vector<PropertyView> properties;
  std::optional<std::string_view> key;
  std::int64_t publish_time = 0;  // epoch milliseconds; 0: not told
  std::int64_t event_time = 0;    // epoch milliseconds; 0: none
  std::int32_t redelivery_count = 0;
  std::string_view encryption_context;  // its JSON as it came; empty: none

  std::unique_ptr<char[]> storage;
};

}  // namespace pulsarws::wire
