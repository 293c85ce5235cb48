#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mock/front/json_bean.h"

namespace pulsarws::mock {

// What a consumer's or reader's frame asks for, Pulsar's ConsumerCommand. Its
// strings live as long as the frame and the reader.
struct ConsumerCommand {
  std::optional<std::string_view> type;
  std::optional<std::string_view> message_id;
  std::optional<std::int64_t> permit_messages;
};

// Nothing for null. Throws JsonFailure.
std::optional<ConsumerCommand> read_consumer_command(JsonReader& json);

}  // namespace pulsarws::mock
