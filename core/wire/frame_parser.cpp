#include "core/wire/frame_parser.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "core/base/simdjson_at_exit.h"
#include "core/wire/base64.h"
#include "core/wire/padded_text.h"
#include "core/wire/time_format.h"

namespace pulsarws::wire {

namespace ondemand = simdjson::ondemand;

struct FrameParser::Buffers {
  ondemand::parser parser;
  std::vector<PropertyView> properties;
};

namespace {

constexpr std::size_t kSmallestCapacity = 4096;

Error malformed(std::string_view what) {
  std::string message = "the server sent a frame ";
  return Error(Status::kProtocol, std::move(message.append(what)));
}

Error not_json(simdjson::error_code code) {
  if (code == simdjson::MEMALLOC) {
    return Error(Status::kOutOfMemory, "no memory to read a frame");
  }
  return malformed(std::string("that is not a JSON object: ") +
                   simdjson::error_message(code));
}

Error wrong_field(std::string_view name, std::string_view what) {
  return malformed("whose " + std::string(name) + " is not " +
                   std::string(what));
}

Error missing_field(std::string_view name) {
  return malformed("that has no " + std::string(name));
}

// simdjson 3.0 answers with a bool, later versions with a result: both fit.
bool is_null(ondemand::value& value) {
  simdjson::simdjson_result<bool> answer = value.is_null();
  bool null = false;
  return std::move(answer).get(null) == simdjson::SUCCESS && null;
}

// Each of these leaves `out` as it is where the value is null.

Error read_text(std::string_view name, ondemand::value& value,
                std::optional<std::string_view>& out) {
  if (is_null(value)) return {};
  std::string_view text;
  if (value.get_string().get(text)) return wrong_field(name, "a string");
  out = text;
  return {};
}

Error read_time(std::string_view name, ondemand::value& value,
                std::int64_t& out) {
  std::optional<std::string_view> text;
  if (Error error = read_text(name, value, text)) return error;
  if (!text) return {};
  const auto time = parse_rfc3339(*text);
  if (!time) return wrong_field(name, "an RFC 3339 time");
  out = *time;
  return {};
}

Error read_int32(std::string_view name, ondemand::value& value,
                 std::int32_t& out) {
  if (is_null(value)) return {};
  std::int64_t number = 0;
  if (value.get_int64().get(number) ||
      number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::int32_t>::max()) {
    return wrong_field(name, "a 32-bit whole number");
  }
  out = static_cast<std::int32_t>(number);
  return {};
}

Error read_object_text(std::string_view name, ondemand::value& value,
                       std::string_view& out) {
  if (is_null(value)) return {};
  ondemand::object object;
  if (value.get_object().get(object) || object.raw_json().get(out)) {
    return wrong_field(name, "an object");
  }
  // simdjson's text reaches up to whatever follows the object.
  out = out.substr(0, out.find_last_of('}') + 1);
  return {};
}

Error read_properties(ondemand::value& value, std::vector<PropertyView>& out) {
  out.clear();
  if (is_null(value)) return {};
  ondemand::object object;
  if (value.get_object().get(object)) {
    return wrong_field("properties", "an object");
  }
  for (auto item : object) {
    ondemand::field field;
    PropertyView property;
    if (std::move(item).get(field) || field.unescaped_key().get(property.key) ||
        field.value().get_string().get(property.value)) {
      return wrong_field("properties", "an object of strings");
    }
    out.push_back(property);
  }
  return {};
}

// Copies texts into a message's storage, one behind the other.
class StorageWriter {
 public:
  explicit StorageWriter(char* begin) : next_(begin) {}

  // An empty text has a place too: without one it would be no text in C.
  std::string_view keep(std::string_view text) {
    if (!text.empty()) std::memcpy(next_, text.data(), text.size());
    const std::string_view kept(next_, text.size());
    next_ += text.size();
    return kept;
  }

 private:
  char* next_;
};

// Replaces the views of `message` and `properties`, which are into the
// parser's buffers, by views of the message's own storage.
Error store(IncomingMessage& message, std::string_view payload_base64,
            const std::vector<PropertyView>& properties) {
  const std::size_t payload_room = payload_base64.size() / 4 * 3;
  std::size_t size = payload_room + message.message_id.size() +
                     message.encryption_context.size();
  if (message.key) size += message.key->size();
  for (const PropertyView& property : properties) {
    size += property.key.size() + property.value.size();
  }

  // Not make_unique, which would write zeros to all of it.
  message.storage.reset(new char[size]);
  char* begin = message.storage.get();
  const auto payload_size = decode_base64(payload_base64, begin);
  if (!payload_size) return wrong_field("payload", "base64");
  message.payload = {begin, *payload_size};

  StorageWriter writer(begin + payload_room);
  message.message_id = writer.keep(message.message_id);
  message.encryption_context = writer.keep(message.encryption_context);
  if (message.key) message.key = writer.keep(*message.key);
  message.properties.reserve(properties.size());
  for (const PropertyView& property : properties) {
    const std::string_view key = writer.keep(property.key);
    message.properties.push_back({key, writer.keep(property.value)});
  }
  return {};
}

// Calls on_field(key, value) for each of the frame's fields.
template <typename Buffers, typename OnField>
Error walk(Buffers& buffers, std::string_view frame, OnField on_field) {
  static_assert(kTextPadding >= simdjson::SIMDJSON_PADDING);
  ondemand::parser& parser = buffers.parser;
  if (frame.size() > parser.capacity()) {
    // Only here it is asked which of simdjson's implementations, which are
    // static objects, fits this machine; what it makes lives on without them.
    const SimdjsonInUse use;
    if (!use) return Error(Status::kInternal, "the process is ending");
    const std::size_t capacity =
        std::max({frame.size(), parser.capacity() * 2, kSmallestCapacity});
    if (auto code = parser.allocate(capacity)) return not_json(code);
  }
  ondemand::document document;
  if (auto code =
          parser
              .iterate(frame.data(), frame.size(), frame.size() + kTextPadding)
              .get(document)) {
    return not_json(code);
  }
  ondemand::object object;
  if (auto code = document.get_object().get(object)) return not_json(code);
  for (auto item : object) {
    ondemand::field field;
    if (auto code = std::move(item).get(field)) return not_json(code);
    if (Error error = on_field(field.key(), field.value())) return error;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return malformed("that goes on behind its JSON object");
  }
  return {};
}

// "ok", or "send-error:" and a number.
Error read_result(std::string_view text, ProducerAck& ack) {
  ack.ok = text == "ok";
  if (ack.ok) return {};
  constexpr std::string_view kSendError = "send-error:";
  if (text.substr(0, kSendError.size()) == kSendError) {
    const char* end = text.data() + text.size();
    const auto [stop, error] =
        std::from_chars(text.data() + kSendError.size(), end, ack.send_error);
    if (error == std::errc() && stop == end && ack.send_error >= 0) return {};
  }
  return wrong_field("result", "\"ok\" or \"send-error:\" and a number");
}

std::optional<std::uint64_t> read_context(std::string_view text) {
  std::uint64_t context = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, context);
  if (error != std::errc() || stop != end) return std::nullopt;
  return context;
}

}  // namespace

FrameParser::FrameParser() : buffers_(std::make_unique<Buffers>()) {}
FrameParser::FrameParser(FrameParser&&) noexcept = default;
FrameParser& FrameParser::operator=(FrameParser&&) noexcept = default;
FrameParser::~FrameParser() = default;

Result<ProducerAck> FrameParser::parse_producer_ack(std::string_view frame) {
  std::optional<std::string_view> result;
  std::optional<std::string_view> context;
  std::optional<std::string_view> message_id;
  std::optional<std::string_view> error_message;
  const auto on_field = [&](ondemand::raw_json_string key,
                            ondemand::value& value) -> Error {
    if (key == "result") return read_text("result", value, result);
    if (key == "messageId") return read_text("messageId", value, message_id);
    if (key == "context") return read_text("context", value, context);
    if (key == "errorMsg") return read_text("errorMsg", value, error_message);
    return {};
  };
  if (Error error = walk(*buffers_, frame, on_field)) return error;

  ProducerAck ack;
  if (!result) return missing_field("result");
  if (Error error = read_result(*result, ack)) return error;
  if (ack.ok && !message_id) return missing_field("messageId");
  if (context) ack.context = read_context(*context);
  ack.message_id = message_id.value_or("");
  ack.error_message = error_message.value_or("");
  return ack;
}

Result<ConsumerFrame> FrameParser::parse_consumer_frame(
    std::string_view frame) {
  ConsumerFrame parsed;
  IncomingMessage& message = parsed.message;
  std::optional<std::string_view> message_id;
  std::optional<std::string_view> payload;
  std::optional<bool> end_of_topic;
  buffers_->properties.clear();
  const auto on_field = [&](ondemand::raw_json_string key,
                            ondemand::value& value) -> Error {
    if (key == "messageId") return read_text("messageId", value, message_id);
    if (key == "payload") return read_text("payload", value, payload);
    if (key == "properties") {
      return read_properties(value, buffers_->properties);
    }
    if (key == "publishTime") {
      return read_time("publishTime", value, message.publish_time);
    }
    if (key == "redeliveryCount") {
      return read_int32("redeliveryCount", value, message.redelivery_count);
    }
    if (key == "eventTime") {
      return read_time("eventTime", value, message.event_time);
    }
    if (key == "key") return read_text("key", value, message.key);
    if (key == "encryptionContext") {
      return read_object_text("encryptionContext", value,
                              message.encryption_context);
    }
    if (key == "endOfTopic") {
      bool answer = false;
      if (value.get_bool().get(answer)) {
        return wrong_field("endOfTopic", "true or false");
      }
      end_of_topic = answer;
    }
    return {};
  };
  if (Error error = walk(*buffers_, frame, on_field)) return error;

  if (!message_id && end_of_topic) {
    parsed.kind = ConsumerFrame::Kind::kEndOfTopic;
    parsed.end_of_topic = *end_of_topic;
    return parsed;
  }
  if (!message_id) return missing_field("messageId");
  if (!payload) return missing_field("payload");
  const auto id = parse_message_id_base64(*message_id);
  if (!id) return wrong_field("messageId", "a message id in base64");
  message.id = *id;
  message.message_id = *message_id;
  if (Error error = store(message, *payload, buffers_->properties)) {
    return error;
  }
  return parsed;
}

}  // namespace pulsarws::wire
