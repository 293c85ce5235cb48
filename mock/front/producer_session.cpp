#include "mock/front/producer_session.h"

#include <optional>

#include "core/wire/json_string.h"
#include "mock/front/java_base64.h"
#include "mock/front/java_time.h"
#include "mock/front/message_id_text.h"

namespace pulsarws::mock {
namespace {

// Pulsar's numbers for what is wrong with a message.
constexpr int kNotJson = 3;
constexpr int kNotDecodable = 7;
constexpr int kBroker = 8;
constexpr std::uint16_t kServerError = 1011;

constexpr const char* kNoText =
    "Cannot invoke \"String.getBytes(java.nio.charset.Charset)\" because "
    "\"src\" is null";

bool counts_down(std::int64_t& count) {
  if (count == 0) return false;
  if (count > 0) --count;
  return true;
}

}  // namespace

void ProducerSession::on_text(std::string_view text) {
  JsonReader json(text);
  std::optional<SendRequest> request;
  try {
    request = read_send_request(json);
  } catch (const JsonFailure& failure) {
    refuse(kNotJson, failure.message(), std::nullopt);
    return;
  }
  if (!request) {
    refuse(kNotDecodable,
           "Cannot read field \"context\" because \"sendRequest\" is null",
           std::nullopt);
    return;
  }
  BrokerMessage message;
  if (!fill(*request, message)) return;
  if (counts_down(refuse_sends_)) {
    refuse(kBroker, "a fault on purpose", request->context);
    return;
  }
  std::optional<std::string> context;
  if (request->context) context.emplace(*request->context);
  producer_->send(std::move(message), [this, context = std::move(context)](
                                          const ProducerPort::Receipt& got) {
    if (got.refusal) {
      refuse(kBroker, *got.refusal, context);
    } else if (!counts_down(swallow_acks_)) {
      acknowledge(got.id, context ? &*context : nullptr);
    }
  });
}

bool ProducerSession::fill(const SendRequest& request, BrokerMessage& message) {
  if (!request.payload) return refuse(kNotDecodable, kNoText, request.context);
  Base64Outcome payload = decode_java_base64(*request.payload);
  if (!payload.refusal.empty()) {
    return refuse(kNotDecodable,
                  "Invalid Base64 message-payload error=" + payload.refusal,
                  request.context);
  }
  message.payload = std::move(payload.bytes);
  if (request.properties) {
    for (const StringEntry& entry : *request.properties) {
      if (!entry.value) {
        peer_->close(kServerError,
                     "Need Non-Null value for key: " + std::string(entry.key));
        return false;
      }
      message.properties.emplace_back(entry.key, *entry.value);
    }
  }
  if (request.key) message.key.emplace(*request.key);
  if (request.replication_clusters) {
    for (const auto& cluster : *request.replication_clusters) {
      if (cluster) {
        message.replication_clusters.emplace_back(*cluster);
        continue;
      }
      peer_->close(kServerError,
                   "Cannot invoke \"java.lang.CharSequence.length()\" because "
                   "\"seq\" is null");
      return false;
    }
  }
  return fill_times(request, message) && fill_encryption(request, message);
}

bool ProducerSession::fill_times(const SendRequest& request,
                                 BrokerMessage& message) {
  if (request.event_time) {
    const TimeOutcome time = parse_java_time(*request.event_time);
    if (!time.refusal.empty()) {
      return refuse(kNotDecodable, time.refusal, request.context);
    }
    if (time.epoch_milliseconds <= 0) {
      peer_->close(kServerError, "Invalid timestamp : '" +
                                     std::to_string(time.epoch_milliseconds) +
                                     "'");
      return false;
    }
    message.event_time = time.epoch_milliseconds;
  }
  if (request.deliver_at > 0) message.deliver_at = request.deliver_at;
  if (request.deliver_after_ms > 0) {
    message.deliver_after_ms = request.deliver_after_ms;
  }
  return true;
}

bool ProducerSession::fill_encryption(const SendRequest& request,
                                      BrokerMessage& message) {
  if (!encryption_) return true;
  auto encryption = std::make_shared<Encryption>(*encryption_);
  if (request.encryption_param) {
    const Base64Outcome param = decode_java_base64(*request.encryption_param);
    if (!param.refusal.empty()) {
      return refuse(kNotDecodable,
                    "Invalid Base64 encryptionParam error=" + param.refusal,
                    request.context);
    }
    encryption->param = *request.encryption_param;
  }
  const bool is_compressed =
      request.compression_type && *request.compression_type != "NONE";
  const bool has_size = request.uncompressed_message_size.value_or(0) != 0;
  if (is_compressed != has_size) {
    return refuse(kNotDecodable,
                  "the params compressionType and uncompressedMessageSize "
                  "should both empty or both non-empty",
                  request.context);
  }
  if (is_compressed) {
    encryption->compression = *request.compression_type;
    encryption->uncompressed_size = *request.uncompressed_message_size;
  }
  message.encryption = std::move(encryption);
  return true;
}

void ProducerSession::acknowledge(const wire::MessageId& id,
                                  const std::string* context) {
  answer_ = "{\"result\":\"ok\",\"messageId\":\"";
  append_message_id_text(answer_, id);
  answer_ += '"';
  if (context) {
    answer_ += ",\"context\":";
    wire::append_json_string(answer_, *context);
  }
  answer_ += ",\"errorCode\":0,\"schemaVersion\":0}";
  peer_->send(answer_);
}

bool ProducerSession::refuse(int error, std::string_view text,
                             std::optional<std::string_view> context) {
  answer_ =
      "{\"result\":\"send-error:" + std::to_string(error) + "\",\"errorMsg\":";
  wire::append_json_string(answer_, text);
  if (context) {
    answer_ += ",\"context\":";
    wire::append_json_string(answer_, *context);
  }
  answer_ += ",\"errorCode\":0,\"schemaVersion\":0}";
  peer_->send(answer_);
  return false;
}

}  // namespace pulsarws::mock
