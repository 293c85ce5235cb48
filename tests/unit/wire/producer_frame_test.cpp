#include "core/wire/producer_frame.h"

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/wire/unpadded_parser.h"

using pulsarws::Status;
using pulsarws::testing::UnpaddedParser;
using pulsarws::wire::check_outgoing;
using pulsarws::wire::Frame;
using pulsarws::wire::OutgoingMessage;
using pulsarws::wire::PropertyView;
using pulsarws::wire::set_frame_context;
using pulsarws::wire::write_producer_frame;

namespace {

OutgoingMessage message_of(std::string_view payload) {
  OutgoingMessage message;
  message.payload = payload;
  return message;
}

// The sentence of a refusal, empty where there is none.
std::string refusal(const OutgoingMessage& message) {
  const pulsarws::Error error = check_outgoing(message);
  CHECK(
      (error.status == Status::kOk || error.status == Status::kInvalidMessage));
  return error.message;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A producer's frame as a consumer would get it back.
std::string as_consumer_frame(const std::string& frame) {
  return R"({"messageId":"CAUQADAA",)" + frame.substr(1);
}

std::string frame_of(const OutgoingMessage& message, std::uint64_t context) {
  Frame frame = write_producer_frame(message);
  set_frame_context(frame, context);
  return std::string(frame.text());
}

}  // namespace

TEST_CASE("the smallest frame has a payload and a context", "[producer]") {
  CHECK(frame_of(message_of(""), 0) ==
        R"({"context":"00000000000000000000","payload":""})");
  CHECK(frame_of(message_of("hello"), 7) ==
        R"({"context":"00000000000000000007","payload":"aGVsbG8="})");
  CHECK(frame_of(message_of(""), std::numeric_limits<std::uint64_t>::max()) ==
        R"({"context":"18446744073709551615","payload":""})");
}

TEST_CASE("a frame has every field that is set", "[producer]") {
  const PropertyView properties[] = {{"language", "C"}, {"", "\"\n"}};
  const std::string_view clusters[] = {"us-west", "eu\\1"};
  OutgoingMessage message = message_of("hello");
  message.properties = properties;
  message.property_count = 2;
  message.key = "k\t1";
  message.event_time = 1'795'443'035'803;
  message.deliver_at = 1'795'443'035'804;
  message.replication_clusters = clusters;
  message.replication_cluster_count = 2;
  message.encryption_param = std::string_view("\0\xff\x01", 3);
  message.compression_type = "ZSTD";
  message.uncompressed_message_size = 1234;
  CHECK(frame_of(message, 12) ==
        R"({"context":"00000000000000000012","payload":"aGVsbG8=",)"
        R"("properties":{"language":"C","":"\"\n"},"key":"k\t1",)"
        R"("replicationClusters":["us-west","eu\\1"],)"
        R"("eventTime":"2026-11-23T14:10:35.803Z","deliverAt":1795443035804,)"
        R"("encryptionParam":"AP8B","compressionType":"ZSTD",)"
        R"("uncompressedMessageSize":1234})");
  CHECK(refusal(message).empty());
}

TEST_CASE("a delay and an empty key are written", "[producer]") {
  OutgoingMessage message = message_of("");
  message.deliver_after = 0;
  message.key = "";
  CHECK(frame_of(message, 1) ==
        R"({"context":"00000000000000000001","payload":"",)"
        R"("key":"","deliverAfterMs":0})");
  CHECK(refusal(message).empty());
}

TEST_CASE("a frame's string is reserved to its size", "[producer]") {
  std::string control;
  for (char byte = 0; byte < 0x20; ++byte) control += byte;
  const PropertyView properties[] = {{control, "\"\\"}, {"plain", control}};
  const std::string payload(1000, 'x');
  OutgoingMessage message = message_of(payload);
  message.properties = properties;
  message.property_count = 2;
  message.key = control;
  message.event_time = 1;
  message.deliver_at = 253'402'300'799'999;
  message.encryption_param = "iv";
  const std::string frame = frame_of(message, 123);
  // A library may round up a little; a string that had to grow has doubled.
  CHECK(frame.capacity() - frame.size() < 32);
}

TEST_CASE("random messages come back as they were", "[producer]") {
  std::mt19937 random(42);
  UnpaddedParser parser;
  for (int round = 0; round < 300; ++round) {
    std::string payload(random() % 500, '\0');
    for (char& byte : payload) byte = static_cast<char>(random());
    std::vector<std::string> texts(6);
    for (std::string& text : texts) {
      for (std::size_t size = random() % 20; text.size() < size;) {
        const char* more[] = {"a",    "\"",          "\\",   "\n",
                              "\x01", "\xc3\xa9",    "\x7f", "\xf0\x9f\x90\xb0",
                              "/",    "\xe2\x80\xa8"};
        text += more[random() % 10];
      }
    }
    texts[0] += std::string(1, '\0');
    const PropertyView properties[] = {
        {texts[0], texts[1]}, {texts[2], texts[3]}, {"k", texts[4]}};
    OutgoingMessage message = message_of(payload);
    message.properties = properties;
    message.property_count = 3;
    message.key = texts[5];
    message.event_time = 1 + random() % 4'000'000'000;
    REQUIRE(refusal(message).empty());

    const auto read = parser.parse_consumer_frame(as_consumer_frame(
        frame_of(message, static_cast<std::uint64_t>(round))));
    REQUIRE(read);
    CHECK(read->message.payload == payload);
    REQUIRE(read->message.properties.size() == 3);
    for (int i = 0; i < 3; ++i) {
      CHECK(read->message.properties[i].key == properties[i].key);
      CHECK(read->message.properties[i].value == properties[i].value);
    }
    CHECK(read->message.key == message.key);
    CHECK(read->message.event_time == message.event_time);
  }
}

TEST_CASE("a message of any bytes and ordinary fields is taken", "[producer]") {
  std::string payload;
  for (int byte = 0; byte < 256; ++byte) payload += static_cast<char>(byte);
  CHECK(refusal(message_of(payload)).empty());
  CHECK(refusal(message_of("")).empty());
}

TEST_CASE("text that is not UTF-8 is refused", "[producer]") {
  for (const std::string_view bad :
       {"\xff", "caf\xe9", "a\xc3", "\xed\xa0\x80", "\xc0\x80"}) {
    PropertyView property{"good", bad};
    OutgoingMessage message;
    message.properties = &property;
    message.property_count = 1;
    CHECK(has(refusal(message), "the value of property \"good\""));
    property = {bad, "good"};
    CHECK(has(refusal(message), "the key of property 0"));

    message = OutgoingMessage();
    message.key = bad;
    CHECK(refusal(message) == "the key is not valid UTF-8");

    const std::string_view clusters[] = {"good", bad};
    message = OutgoingMessage();
    message.replication_clusters = clusters;
    message.replication_cluster_count = 2;
    CHECK(has(refusal(message), "replication cluster 1"));
  }
}

TEST_CASE("the event time must be one that the server takes", "[producer]") {
  OutgoingMessage message;
  for (const std::int64_t time :
       {std::int64_t{1}, std::int64_t{253'402'300'799'999}}) {
    message.event_time = time;
    CHECK(refusal(message).empty());
  }
  for (const std::int64_t time :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{253'402'300'800'000},
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    message.event_time = time;
    CHECK(has(refusal(message), "the event time"));
  }
}

TEST_CASE("a delivery is told in one way, from now on", "[producer]") {
  OutgoingMessage message;
  message.deliver_at = 0;
  CHECK(refusal(message).empty());
  for (const std::int64_t odd :
       {std::int64_t{-1}, std::int64_t{253'402'300'800'000},
        std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    CAPTURE(odd);
    message.deliver_at = odd;
    CHECK(has(refusal(message), "deliver at"));
  }
  message.deliver_at = 253'402'300'799'999;
  CHECK(refusal(message).empty());
  message.deliver_at = std::nullopt;
  for (const std::int64_t odd :
       {std::int64_t{-1}, std::int64_t{31'556'952'000'001},
        std::numeric_limits<std::int64_t>::max()}) {
    CAPTURE(odd);
    message.deliver_after = odd;
    CHECK(has(refusal(message), "delay"));
  }
  message.deliver_after = 1;
  CHECK(refusal(message).empty());
  message.deliver_at = 1;
  CHECK(has(refusal(message), "not both"));
}

TEST_CASE("compression and its size go together", "[producer]") {
  OutgoingMessage message;
  message.compression_type = "LZ4";
  CHECK(has(refusal(message), "go together"));
  message.uncompressed_message_size = 0;
  CHECK(refusal(message).empty());
  message.uncompressed_message_size = -1;
  CHECK(has(refusal(message), "uncompressed size"));
  message.uncompressed_message_size = 2'147'483'648;
  CHECK(has(refusal(message), "uncompressed size"));
  message.uncompressed_message_size = 1;
  message.compression_type = "lz4";
  CHECK(has(refusal(message), "NONE, LZ4, ZLIB, ZSTD or SNAPPY"));
  message.compression_type = std::nullopt;
  CHECK(has(refusal(message), "go together"));
}
