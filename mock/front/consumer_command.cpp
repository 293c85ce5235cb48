#include "mock/front/consumer_command.h"

namespace pulsarws::mock {
namespace {

constexpr const char* kClass =
    "org.apache.pulsar.websocket.data.ConsumerCommand";

}  // namespace

std::optional<ConsumerCommand> read_consumer_command(JsonReader& json) {
  ConsumerCommand command;
  const auto read_field = [&](std::string_view name) {
    if (name == "type") {
      command.type = read_string(json);
    } else if (name == "messageId") {
      command.message_id = read_string(json);
    } else if (name == "permitMessages") {
      command.permit_messages = read_integer(json, kJavaInteger);
    } else {
      return false;
    }
    return true;
  };
  if (!read_object(json, kClass, read_field)) return std::nullopt;
  return command;
}

}  // namespace pulsarws::mock
