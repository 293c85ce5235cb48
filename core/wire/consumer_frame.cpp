#include "core/wire/consumer_frame.h"

#include "core/wire/json_string.h"

namespace pulsarws::wire {

void append_ack(std::string& out, std::string_view message_id) {
  out += R"({"messageId":)";
  append_json_string(out, message_id);
  out += '}';
}

void append_negative_ack(std::string& out, std::string_view message_id) {
  out += R"({"type":"negativeAcknowledge","messageId":)";
  append_json_string(out, message_id);
  out += '}';
}

void append_permit(std::string& out, std::uint32_t messages) {
  out += R"({"type":"permit","permitMessages":)";
  out += std::to_string(messages);
  out += '}';
}

std::string_view end_of_topic_question() {
  return R"({"type":"isEndOfTopic"})";
}

std::string_view unsubscribe_request() { return R"({"type":"unsubscribe"})"; }

}  // namespace pulsarws::wire
