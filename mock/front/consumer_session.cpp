#include "mock/front/consumer_session.h"

#include <optional>

#include "core/wire/base64.h"
#include "core/wire/json_string.h"
#include "mock/front/java_base64.h"
#include "mock/front/java_time.h"
#include "mock/front/message_id_text.h"

namespace pulsarws::mock {
namespace {

constexpr std::uint16_t kServerError = 1011;

constexpr const char* kNoText =
    "Cannot invoke \"String.getBytes(java.nio.charset.Charset)\" because "
    "\"src\" is null";

void append_properties(std::string& out, const Properties& properties) {
  out += '{';
  for (const auto& [name, value] : properties) {
    if (out.back() != '{') out += ',';
    wire::append_json_string(out, name);
    out += ':';
    wire::append_json_string(out, value);
  }
  out += '}';
}

void append_encryption(std::string& out, const Encryption& encryption) {
  out += ",\"encryptionContext\":{\"keys\":{";
  for (const EncryptionKey& key : encryption.keys) {
    if (out.back() != '{') out += ',';
    wire::append_json_string(out, key.name);
    out += ":{\"keyValue\":";
    wire::append_json_string(out, key.value);
    out += ",\"metadata\":";
    append_properties(out, key.metadata);
    out += '}';
  }
  out += "},\"param\":";
  wire::append_json_string(out, encryption.param);
  out += ",\"compressionType\":";
  wire::append_json_string(out, encryption.compression);
  out += ",\"uncompressedMessageSize\":" +
         std::to_string(encryption.uncompressed_size) + "}";
}

}  // namespace

void ConsumerSession::begin(Peer& peer) {
  peer_ = &peer;
  consumer_->when_ready([this] { deliver(); });
  if (mode_ == Mode::kPull) return;
  ++waiting_;
  deliver();
}

void ConsumerSession::on_text(std::string_view text) {
  JsonReader json(text);
  try {
    const auto command = read_consumer_command(json);
    if (command) return obey(*command);
  } catch (const JsonFailure&) {
    // Pulsar wants to close with a code that no close frame may have.
    return peer_->drop();
  }
  peer_->close(kServerError,
               "Cannot read field \"type\" because \"command\" is null");
}

void ConsumerSession::obey(const ConsumerCommand& command) {
  const std::string_view type = command.type.value_or("");
  if (type == "isEndOfTopic") {
    answer_end_of_topic();
  } else if (mode_ == Mode::kRead) {
    resume_after_answer();
  } else if (type == "permit") {
    permit(command);
  } else if (type == "unsubscribe") {
    if (!consumer_->unsubscribe()) peer_->drop();
  } else {
    settle(command, type != "negativeAcknowledge");
  }
}

void ConsumerSession::settle(const ConsumerCommand& command,
                             bool acknowledged) {
  if (!command.message_id) return peer_->close(kServerError, kNoText);
  const Base64Outcome bytes = decode_java_base64(*command.message_id);
  if (!bytes.refusal.empty()) return peer_->close(kServerError, bytes.refusal);
  const auto id = wire::parse_message_id(bytes.bytes);
  if (!id) return peer_->drop();
  if (acknowledged) {
    consumer_->acknowledge(*id);
  } else {
    consumer_->negative_acknowledge(*id);
  }
  resume_after_answer();
}

void ConsumerSession::permit(const ConsumerCommand& command) {
  if (!command.permit_messages) return peer_->drop();
  if (mode_ != Mode::kPull) return;
  const std::int64_t before = pending_;
  pending_ -= *command.permit_messages;
  if (before < 0) return;
  ++waiting_;
  deliver();
}

void ConsumerSession::resume_after_answer() {
  if (mode_ == Mode::kPull) return;
  const std::int64_t before = pending_--;
  if (before < window_) return;
  ++waiting_;
  deliver();
}

void ConsumerSession::answer_end_of_topic() {
  peer_->send(consumer_->has_reached_end_of_topic() ? "{\"endOfTopic\":true}"
                                                    : "{\"endOfTopic\":false}");
}

void ConsumerSession::deliver() {
  while (waiting_ > 0 && peer_->has_room()) {
    const auto delivery = consumer_->receive();
    if (!delivery) return;
    send(*delivery);
    if (++pending_ >= window_) --waiting_;
  }
}

void ConsumerSession::send(const BrokerDelivery& delivery) {
  const BrokerMessage& message = *delivery.message;
  frame_ = "{\"messageId\":\"";
  append_message_id_text(frame_, delivery.id);
  frame_ += "\",\"payload\":\"";
  wire::append_base64(frame_, message.payload);
  frame_ += "\",\"properties\":";
  append_properties(frame_, message.properties);
  frame_ += ",\"publishTime\":\"";
  append_java_time(frame_, message.publish_time);
  frame_ +=
      "\",\"redeliveryCount\":" + std::to_string(delivery.redelivery_count);
  if (message.event_time != 0) {
    frame_ += ",\"eventTime\":\"";
    append_java_time(frame_, message.event_time);
    frame_ += '"';
  }
  if (message.encryption) append_encryption(frame_, *message.encryption);
  if (message.key) {
    frame_ += ",\"key\":";
    wire::append_json_string(frame_, *message.key);
  }
  frame_ += '}';
  peer_->send(frame_);
}

}  // namespace pulsarws::mock
