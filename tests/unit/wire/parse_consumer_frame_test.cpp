#include <random>
#include <string>
#include <vector>

#include "core/wire/base64.h"
#include "tests/support/catch.h"
#include "tests/unit/wire/unpadded_parser.h"

using pulsarws::Status;
using pulsarws::testing::UnpaddedParser;
using pulsarws::wire::ConsumerFrame;
using pulsarws::wire::encode_base64;
using pulsarws::wire::IncomingMessage;

namespace {

const std::string kFull =
    R"({"messageId":"CAUQADAA","payload":"aGVsbG8=",)"
    R"("properties":{"language":"C","empty":""},)"
    R"("publishTime":"2026-11-23T15:10:35.803+01:00","redeliveryCount":3,)"
    R"("eventTime":"1970-01-01T00:00:01Z","key":"k1",)"
    R"("encryptionContext":{"keys":{"a":{"keyValue":"eA==","metadata":{}}},)"
    R"("param":"AP8B"}})";

// A message of these fields and what every message has.
std::string frame_with(const std::string& fields) {
  return R"({"messageId":"CAUQADAA","payload":"")" +
         (fields.empty() ? "" : "," + fields) + "}";
}

IncomingMessage read(const std::string& frame) {
  UnpaddedParser parser;
  auto parsed = parser.parse_consumer_frame(frame);
  REQUIRE(parsed);
  REQUIRE(parsed->kind == ConsumerFrame::Kind::kMessage);
  return std::move(parsed->message);
}

// The sentence of a refusal, empty where there is none.
std::string refusal(const std::string& frame) {
  UnpaddedParser parser;
  const auto parsed = parser.parse_consumer_frame(frame);
  if (parsed) return "";
  CHECK(parsed.error().status == Status::kProtocol);
  return parsed.error().message;
}

ConsumerFrame parse(const std::string& frame) {
  UnpaddedParser parser;
  auto parsed = parser.parse_consumer_frame(frame);
  REQUIRE(parsed);
  return std::move(*parsed);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a message with every field is read", "[message]") {
  const IncomingMessage message = read(kFull);
  CHECK(message.payload == "hello");
  CHECK(message.message_id == "CAUQADAA");
  CHECK(message.id.ledger_id == 5);
  CHECK(message.id.entry_id == 0);
  REQUIRE(message.properties.size() == 2);
  CHECK(message.properties[0].key == "language");
  CHECK(message.properties[0].value == "C");
  CHECK(message.properties[1].key == "empty");
  CHECK(message.properties[1].value.empty());
  CHECK(message.publish_time == 1'795'443'035'803);
  CHECK(message.event_time == 1000);
  CHECK(message.redelivery_count == 3);
  REQUIRE(message.key.has_value());
  CHECK(*message.key == "k1");
  CHECK(message.encryption_context ==
        R"({"keys":{"a":{"keyValue":"eA==","metadata":{}}},"param":"AP8B"})");
}

TEST_CASE("what a message does not have is absent", "[message]") {
  for (const std::string fields :
       {"", R"("properties":null,"publishTime":null,"redeliveryCount":null,)"
            R"("eventTime":null,"key":null,"encryptionContext":null)"}) {
    const IncomingMessage message = read(frame_with(fields));
    CHECK(message.payload.empty());
    CHECK(message.properties.empty());
    CHECK(message.publish_time == 0);
    CHECK(message.event_time == 0);
    CHECK(message.redelivery_count == 0);
    CHECK_FALSE(message.key.has_value());
    CHECK(message.encryption_context.empty());
  }
}

TEST_CASE("an empty key is a key", "[message]") {
  CHECK(read(frame_with(R"("key":"")")).key == "");
  CHECK(read(frame_with(R"("properties":{})")).properties.empty());
}

TEST_CASE("a message needs neither its frame nor its parser", "[message]") {
  IncomingMessage moved;
  {
    std::string frame = kFull;
    UnpaddedParser parser;
    auto first = parser.parse_consumer_frame(frame);
    REQUIRE(first);
    frame.assign(frame.size(), 'x');
    REQUIRE(parser.parse_consumer_frame(frame_with(R"("key":"other")")));
    moved = std::move(first->message);
  }
  CHECK(moved.payload == "hello");
  CHECK(moved.message_id == "CAUQADAA");
  CHECK(moved.key == "k1");
  CHECK(moved.properties[0].value == "C");
  CHECK(has(std::string(moved.encryption_context), "\"param\":\"AP8B\""));
}

TEST_CASE("a message's fields come in any order, among others and spaces",
          "[message]") {
  const IncomingMessage message = read(
      "\t{ \"encryptionContext\" : {\"a\" : [ \"}\" ] } \n, "
      "\"redeliveryCount\" "
      ": -1 , \"x\":{\"payload\":[{}]},\"key\" :\"k\", \"properties\" : { "
      "\"a\" : \"b\" } , \"y\":[[\"]\"]],\"payload\": \"aGVsbG8=\" ,\"z\":1.5,"
      "\"messageId\" :\"CAUQADAA\" } \n");
  CHECK(message.payload == "hello");
  CHECK(message.key == "k");
  CHECK(message.redelivery_count == -1);
  CHECK(message.encryption_context == R"({"a" : [ "}" ] })");
  REQUIRE(message.properties.size() == 1);
  CHECK(message.properties[0].value == "b");
}

TEST_CASE("of a message's field that comes twice the last counts",
          "[message]") {
  const IncomingMessage message =
      read(R"({"messageId":"CAUQATAA","payload":"eA==","key":"1",)"
           R"("properties":{"a":"1","b":"2"},"messageId":"CAUQADAA",)"
           R"("properties":{"c":"3","c":"4"},"payload":"aGVsbG8=","key":"2"})");
  CHECK(message.payload == "hello");
  CHECK(message.message_id == "CAUQADAA");
  CHECK(message.key == "2");
  REQUIRE(message.properties.size() == 2);
  CHECK(message.properties[0].value == "3");
  CHECK(message.properties[1].value == "4");
}

TEST_CASE("escapes in a message are undone", "[message]") {
  const IncomingMessage message =
      read(R"({"messageId":"CAUQADAA","payload":"+\/A=",)"
           R"("key":"\"\\\/\b\f\n\r\t\u0000\u00e9\u20ac\ud83d\udc30",)"
           R"("properties":{"\"k\u0001":"\ud83d\udc30","\\":"\\\\"}})");
  CHECK(message.payload == std::string("\xfb\xf0"));
  CHECK(
      message.key ==
      std::string("\"\\/\b\f\n\r\t\0\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xb0", 18));
  REQUIRE(message.properties.size() == 2);
  CHECK(message.properties[0].key == "\"k\x01");
  CHECK(message.properties[0].value == "\xf0\x9f\x90\xb0");
  CHECK(message.properties[1].key == "\\");
  CHECK(message.properties[1].value == "\\\\");
}

TEST_CASE("text beyond ASCII comes as it is", "[message]") {
  const IncomingMessage message =
      read(frame_with("\"key\":\"caf\xc3\xa9 \xf0\x9f\x90\xb0\""));
  CHECK(message.key == "caf\xc3\xa9 \xf0\x9f\x90\xb0");
}

TEST_CASE("payloads of every small size and all bytes are read", "[message]") {
  std::mt19937 random(1);
  UnpaddedParser parser;
  for (std::size_t size = 0; size < 300; ++size) {
    std::string payload(size, '\0');
    for (char& byte : payload) byte = static_cast<char>(random());
    const auto parsed =
        parser.parse_consumer_frame(R"({"payload":")" + encode_base64(payload) +
                                    R"(","messageId":"CAUQADAA","key":"k"})");
    REQUIRE(parsed);
    CHECK(parsed->message.payload == payload);
    CHECK(parsed->message.key == "k");
  }
}

TEST_CASE("a mebibyte between small messages is read", "[message]") {
  std::mt19937 random(2);
  std::string payload(1 << 20, '\0');
  for (char& byte : payload) byte = static_cast<char>(random());
  const std::string frame =
      R"({"messageId":"CAUQADAA","key":"big","payload":")" +
      encode_base64(payload) + "\"}";
  UnpaddedParser parser;
  for (int round = 0; round < 2; ++round) {
    CHECK(parser.parse_consumer_frame(kFull)->message.payload == "hello");
    const auto parsed = parser.parse_consumer_frame(frame);
    REQUIRE(parsed);
    CHECK((parsed->message.payload == payload));
    CHECK(parsed->message.key == "big");
  }
}

TEST_CASE("many properties are read", "[message]") {
  std::string fields = R"("properties":{)";
  for (int i = 0; i < 1000; ++i) {
    if (i > 0) fields += ',';
    fields += "\"k" + std::to_string(i) + "\":\"v\\n" + std::to_string(i) + '"';
  }
  const IncomingMessage message = read(frame_with(fields + "}"));
  REQUIRE(message.properties.size() == 1000);
  CHECK(message.properties[999].key == "k999");
  CHECK(message.properties[999].value == "v\n999");
}

TEST_CASE("deep nesting in an unknown field is skipped", "[message]") {
  const std::string deep =
      std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(read(frame_with("\"x\":" + deep)).message_id == "CAUQADAA");
}

TEST_CASE("the answer to the end-of-topic question is read", "[message]") {
  UnpaddedParser parser;
  for (const bool end : {false, true}) {
    const auto parsed = parser.parse_consumer_frame(
        end ? R"({"endOfTopic":true})" : R"({"endOfTopic":false})");
    REQUIRE(parsed);
    CHECK(parsed->kind == ConsumerFrame::Kind::kEndOfTopic);
    CHECK(parsed->end_of_topic == end);
  }
  for (const char* value : {"\"true\"", "tru", "null", "1", "{}"}) {
    CAPTURE(value);
    const ConsumerFrame frame =
        parse(std::string("{\"endOfTopic\":") + value + "}");
    CHECK(frame.kind == ConsumerFrame::Kind::kEndOfTopic);
    CHECK_FALSE(frame.end_of_topic);
    CHECK(frame.unreadable == "endOfTopic");
  }
}

TEST_CASE("a message that is not a JSON object is refused", "[message]") {
  for (const char* frame :
       {"", " ", "hello", "null", "true", "5", "\"x\"", "[]", "[{}]", "{", "}",
        "{\"payload\"}", "{\"payload\":\"\",}", "{,}", "{\"a\":1 \"b\":2}",
        "{\"a\" 1}", "{5:1}", "\xff", "{\"key\":\"\xc3\"}"}) {
    CAPTURE(frame);
    CHECK(has(refusal(frame), "is not a JSON object"));
  }
  CHECK(has(refusal(kFull + kFull), "goes on behind"));
  CHECK_FALSE(refusal(kFull + "}").empty());
  CHECK_FALSE(refusal(kFull + "x").empty());
}

TEST_CASE("what has no id is told from a message", "[message]") {
  for (const char* frame :
       {R"({"payload":"eA=="})", R"({"payload":"","messageId":null})",
        R"({"payload":"","messageId":5})",
        R"({"payload":"","messageId":""})"}) {
    CAPTURE(frame);
    CHECK(parse(frame).kind == ConsumerFrame::Kind::kNameless);
    CHECK(parse(frame).unreadable == "messageId");
  }
  for (const char* frame : {"{}", R"({"error":"x"})"}) {
    CAPTURE(frame);
    CHECK(parse(frame).kind == ConsumerFrame::Kind::kUnknown);
    CHECK(parse(frame).unreadable == "messageId");
  }
}

TEST_CASE("a message without a payload has an empty one", "[message]") {
  for (const char* frame : {R"({"messageId":"CAUQADAA"})",
                            R"({"messageId":"CAUQADAA","payload":null})"}) {
    CAPTURE(frame);
    const ConsumerFrame parsed = parse(frame);
    CHECK(parsed.message.payload.empty());
    CHECK(parsed.message.id.ledger_id == 5);
    CHECK(parsed.unreadable == "payload");
  }
}

TEST_CASE("a message whose id has no place is read", "[message]") {
  for (const std::string id : {"CAUQADA", "CAUQADA!", "CAU=", "AAAA"}) {
    CAPTURE(id);
    const ConsumerFrame parsed =
        parse(R"({"messageId":")" + id + R"(","payload":"eA=="})");
    CHECK(parsed.kind == ConsumerFrame::Kind::kMessage);
    CHECK(parsed.message.message_id == id);
    CHECK(parsed.message.id.ledger_id == -1);
    CHECK(parsed.message.payload == "x");
    CHECK(parsed.unreadable == "messageId");
  }
}

TEST_CASE("a payload that is not base64 is none", "[message]") {
  for (const std::string payload :
       {"a", "aGVsbG8", "aGVsbG9=", "aGVs bG8=", "aGVs\\nbG8=", "aGVsbG8=aGVs",
        "====", "aGVs\xc3\xa9YQ="}) {
    CAPTURE(payload);
    const ConsumerFrame parsed = parse(
        R"({"messageId":"CAUQADAA","payload":")" + payload + R"(","key":"k"})");
    CHECK(parsed.message.payload.empty());
    CHECK(parsed.message.key == "k");
    CHECK(parsed.unreadable == "payload");
  }
}

TEST_CASE("a field that cannot be read is none and is named", "[message]") {
  const std::pair<std::string, std::vector<std::string>> fields[] = {
      {"key", {"5", "{}", "[\"k\"]", "true", "\"\\udc00\"", "nullx"}},
      {"publishTime", {"5", "\"\"", "\"today\"", "{}", "1795443035803"}},
      {"eventTime",
       {"5", "\"1970-01-01\"", "[]", "\"+999999999-01-01T00:00Z\""}},
      {"redeliveryCount",
       {"\"3\"", "3.5", "1e3", "2147483648", "-2147483649", "{}", "true",
        "99999999999999999999", "-"}},
      {"properties", {"5", "[]", "\"\"", "[{}]"}},
      {"encryptionContext", {"5", "[]", "\"\"", "true"}}};
  const std::string rest =
      R"("messageId":"CAUQADAA","payload":"aGVsbG8=","x":"y"})";
  for (const auto& [name, values] : fields) {
    for (const std::string& value : values) {
      CAPTURE(name, value);
      const ConsumerFrame parsed =
          parse("{\"" + name + "\":" + value + "," + rest);
      const IncomingMessage& message = parsed.message;
      CHECK(parsed.kind == ConsumerFrame::Kind::kMessage);
      CHECK(parsed.unreadable == name);
      CHECK(message.payload == "hello");
      CHECK(message.id.ledger_id == 5);
      CHECK_FALSE(message.key.has_value());
      CHECK(message.publish_time == 0);
      CHECK(message.event_time == 0);
      CHECK(message.redelivery_count == 0);
      CHECK(message.properties.empty());
      CHECK(message.encryption_context.empty());
    }
  }
}

TEST_CASE("a property that is no text is left out", "[message]") {
  for (const char* odd :
       {"\"a\":1", "\"a\":null", "\"a\":{\"b\":[1]}", "\"a\":[]",
        "\"\\ud800\":\"b\"", "\"a\":\"\\ud800\""}) {
    CAPTURE(odd);
    const ConsumerFrame parsed =
        parse(frame_with(R"("properties":{"1":"one",)" + std::string(odd) +
                         R"(,"2":"two"},"key":"k")"));
    REQUIRE(parsed.message.properties.size() == 2);
    CHECK(parsed.message.properties[0].value == "one");
    CHECK(parsed.message.properties[1].value == "two");
    CHECK(parsed.message.key == "k");
    CHECK(parsed.unreadable == "properties");
  }
}

TEST_CASE(
    "only the first unreadable field is named, none where all can be read",
    "[message]") {
  CHECK(parse(frame_with(R"("key":1,"eventTime":2)")).unreadable == "key");
  CHECK(parse(kFull).unreadable.empty());
}

TEST_CASE("a message cut short is refused wherever it is cut", "[message]") {
  for (std::size_t size = 0; size < kFull.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(refusal(kFull.substr(0, size)).empty());
  }
}

TEST_CASE("a message with any one byte changed breaks nothing", "[message]") {
  // Read or refused, but never a crash; a sanitizer watches.
  UnpaddedParser parser;
  std::size_t refused = 0;
  for (std::size_t at = 0; at < kFull.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string frame = kFull;
      frame[at] = static_cast<char>(byte);
      if (!parser.parse_consumer_frame(frame)) ++refused;
    }
  }
  CHECK(refused > 0);
  CHECK(parser.parse_consumer_frame(kFull)->message.payload == "hello");
}

TEST_CASE("random bytes are refused and break nothing", "[message]") {
  std::mt19937 random(3);
  const std::string pieces[] = {"{",
                                "}",
                                "[",
                                "]",
                                ",",
                                ":",
                                "\"",
                                "\\",
                                "1",
                                "null",
                                "\"messageId\"",
                                "\"CAUQADAA\"",
                                "\"payload\"",
                                "\"\"",
                                "\"properties\"",
                                "\"encryptionContext\"",
                                " ",
                                "\xc3"};
  UnpaddedParser parser;
  for (int round = 0; round < 20'000; ++round) {
    std::string frame = round % 2 == 0 ? "{" : "";
    for (std::size_t count = random() % 30; count > 0; --count) {
      frame += pieces[random() % std::size(pieces)];
    }
    if (round % 2 == 0) frame += '}';
    (void)parser.parse_consumer_frame(frame);
    (void)parser.parse_producer_ack(frame);
  }
  CHECK(parser.parse_consumer_frame(kFull)->message.payload == "hello");
}
