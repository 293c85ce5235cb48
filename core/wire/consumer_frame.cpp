#include "core/wire/consumer_frame.h"

#include "core/wire/decimal.h"
#include "core/wire/frame_writer.h"

namespace pulsarws::wire {
namespace {

constexpr std::string_view kNegative = R"({"type":"negativeAcknowledge",)";

Frame with_id(std::string_view begin, std::string_view message_id) {
  return write_frame([&](auto& out) {
    out.literal(begin);
    out.string(message_id);
    out.literal("}");
  });
}

}  // namespace

Frame write_ack(std::string_view message_id) {
  return with_id(R"({"messageId":)", message_id);
}

Frame write_negative_ack(std::string_view message_id) {
  return with_id(R"({"type":"negativeAcknowledge","messageId":)", message_id);
}

Frame write_negative_ack(const Frame& ack) {
  return write_frame([fields = ack.text().substr(1)](auto& out) {
    out.literal(kNegative);
    out.literal(fields);
  });
}

Frame write_permit(std::uint32_t messages) {
  return write_frame([number = Decimal(messages)](auto& out) {
    out.literal(R"({"type":"permit","permitMessages":)");
    out.literal(number.text());
    out.literal("}");
  });
}

Frame write_end_of_topic_question() {
  return Frame(R"({"type":"isEndOfTopic"})");
}

Frame write_unsubscribe_request() { return Frame(R"({"type":"unsubscribe"})"); }

}  // namespace pulsarws::wire
