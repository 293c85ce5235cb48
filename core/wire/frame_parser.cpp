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

// simdjson 3.0 answers with a bool, later versions with a result: both fit.
bool is_null(ondemand::value& value) {
  simdjson::simdjson_result<bool> answer = value.is_null();
  bool null = false;
  return std::move(answer).get(null) == simdjson::SUCCESS && null;
}

// Each of these is false where the value cannot be read, and then, as where it
// is null, leaves `out` as it is.

bool read_text(ondemand::value& value, std::optional<std::string_view>& out) {
  if (is_null(value)) return true;
  std::string_view text;
  if (value.get_string().get(text)) return false;
  out = text;
  return true;
}

bool read_time(ondemand::value& value, std::int64_t& out) {
  std::optional<std::string_view> text;
  if (!read_text(value, text)) return false;
  if (!text) return true;
  const auto time = parse_rfc3339(*text);
  if (time) out = *time;
  return time.has_value();
}

bool read_int32(ondemand::value& value, std::int32_t& out) {
  if (is_null(value)) return true;
  std::int64_t number = 0;
  if (value.get_int64().get(number) ||
      number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::int32_t>::max()) {
    return false;
  }
  out = static_cast<std::int32_t>(number);
  return true;
}

bool read_object_text(ondemand::value& value, std::string_view& out) {
  if (is_null(value)) return true;
  ondemand::object object;
  std::string_view text;
  if (value.get_object().get(object) || object.raw_json().get(text)) {
    return false;
  }
  // simdjson's text reaches up to whatever follows the object.
  out = text.substr(0, text.find_last_of('}') + 1);
  return true;
}

// Those that can be read; whether all could.
bool read_properties(ondemand::value& value, std::vector<PropertyView>& out) {
  out.clear();
  if (is_null(value)) return true;
  ondemand::object object;
  if (value.get_object().get(object)) return false;
  bool all = true;
  for (auto item : object) {
    ondemand::field field;
    if (std::move(item).get(field)) return false;
    PropertyView property;
    if (field.unescaped_key().get(property.key) ||
        field.value().get_string().get(property.value)) {
      all = false;
    } else {
      out.push_back(property);
    }
  }
  return all;
}

// Remembers the first of a frame's fields that could not be read.
class Unreadable {
 public:
  void note(bool readable, std::string_view name) noexcept {
    if (!readable && first_.empty()) first_ = name;
  }
  std::string_view first() const noexcept { return first_; }

 private:
  std::string_view first_;
};

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
// parser's buffers, by views of the message's own storage. Whether the payload
// is base64; else there is none.
bool store(IncomingMessage& message, std::string_view payload_base64,
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
  message.payload = {begin, payload_size.value_or(0)};

  StorageWriter writer(begin + payload_room);
  message.message_id = writer.keep(message.message_id);
  message.encryption_context = writer.keep(message.encryption_context);
  if (message.key) message.key = writer.keep(*message.key);
  message.properties.reserve(properties.size());
  for (const PropertyView& property : properties) {
    const std::string_view key = writer.keep(property.key);
    message.properties.push_back({key, writer.keep(property.value)});
  }
  return payload_size.has_value();
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
    on_field(field.key(), field.value());
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return malformed("that goes on behind its JSON object");
  }
  return {};
}

// "ok", or "send-error:" and a number.
bool read_result(std::string_view text, ProducerAck& ack) {
  ack.ok = text == "ok";
  if (ack.ok) return true;
  constexpr std::string_view kSendError = "send-error:";
  if (text.substr(0, kSendError.size()) != kSendError) return false;
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] =
      std::from_chars(text.data() + kSendError.size(), end, number);
  if (error != std::errc() || stop != end || number < 0) return false;
  ack.send_error = number;
  return true;
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
  Unreadable unreadable;
  const auto on_field = [&](ondemand::raw_json_string key,
                            ondemand::value& value) {
    const auto text = [&](std::string_view name, auto& out) {
      unreadable.note(read_text(value, out), name);
    };
    if (key == "result") {
      text("result", result);
    } else if (key == "messageId") {
      text("messageId", message_id);
    } else if (key == "context") {
      text("context", context);
    } else if (key == "errorMsg") {
      text("errorMsg", error_message);
    }
  };
  if (Error error = walk(*buffers_, frame, on_field)) return error;

  ProducerAck ack;
  unreadable.note(result && read_result(*result, ack), "result");
  unreadable.note(!ack.ok || message_id, "messageId");
  if (context) ack.context = read_context(*context);
  ack.message_id = message_id.value_or("");
  ack.error_message = error_message.value_or("");
  ack.unreadable = unreadable.first();
  return ack;
}

Result<ConsumerFrame> FrameParser::parse_consumer_frame(
    std::string_view frame) {
  ConsumerFrame parsed;
  IncomingMessage& message = parsed.message;
  std::optional<std::string_view> message_id;
  std::optional<std::string_view> payload;
  std::optional<bool> end_of_topic;
  bool has_payload = false;
  Unreadable unreadable;
  buffers_->properties.clear();
  const auto on_field = [&](ondemand::raw_json_string key,
                            ondemand::value& value) {
    if (key == "messageId") {
      unreadable.note(read_text(value, message_id), "messageId");
    } else if (key == "payload") {
      has_payload = true;
      unreadable.note(read_text(value, payload), "payload");
    } else if (key == "properties") {
      unreadable.note(read_properties(value, buffers_->properties),
                      "properties");
    } else if (key == "publishTime") {
      unreadable.note(read_time(value, message.publish_time), "publishTime");
    } else if (key == "redeliveryCount") {
      unreadable.note(read_int32(value, message.redelivery_count),
                      "redeliveryCount");
    } else if (key == "eventTime") {
      unreadable.note(read_time(value, message.event_time), "eventTime");
    } else if (key == "key") {
      unreadable.note(read_text(value, message.key), "key");
    } else if (key == "encryptionContext") {
      unreadable.note(read_object_text(value, message.encryption_context),
                      "encryptionContext");
    } else if (key == "endOfTopic") {
      bool answer = false;
      const bool readable = !value.get_bool().get(answer);
      unreadable.note(readable, "endOfTopic");
      // An answer is an answer: whoever waits for it must not wait for ever.
      end_of_topic = readable && answer;
    }
  };
  if (Error error = walk(*buffers_, frame, on_field)) return error;

  if (!message_id && end_of_topic) {
    parsed.kind = ConsumerFrame::Kind::kEndOfTopic;
    parsed.end_of_topic = *end_of_topic;
  } else if (!message_id || message_id->empty()) {
    unreadable.note(false, "messageId");
    parsed.kind = has_payload ? ConsumerFrame::Kind::kNameless
                              : ConsumerFrame::Kind::kUnknown;
  } else {
    const auto id = parse_message_id_base64(*message_id);
    unreadable.note(id.has_value(), "messageId");
    message.id = id.value_or(MessageId());
    message.message_id = *message_id;
    const bool decoded =
        store(message, payload.value_or(""), buffers_->properties);
    unreadable.note(payload && decoded, "payload");
  }
  parsed.unreadable = unreadable.first();
  return parsed;
}

}  // namespace pulsarws::wire
