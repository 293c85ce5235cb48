#include <limits>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/wire/unpadded_parser.h"

using pulsarws::Status;
using pulsarws::testing::UnpaddedParser;

namespace {

const std::string kAck =
    R"({"result":"ok","messageId":"CAUQADAA","context":"5",)"
    R"("errorCode":0,"schemaVersion":0})";

// The sentence of a refusal, empty where there is none.
std::string refusal(const std::string& frame) {
  UnpaddedParser parser;
  const auto ack = parser.parse_producer_ack(frame);
  if (ack) return "";
  CHECK(ack.error().status == Status::kProtocol);
  return ack.error().message;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an ack is read", "[ack]") {
  UnpaddedParser parser;
  const auto ack = parser.parse_producer_ack(kAck);
  REQUIRE(ack);
  CHECK(ack->ok);
  CHECK_FALSE(ack->send_error.has_value());
  CHECK(ack->unreadable.empty());
  CHECK(ack->message_id == "CAUQADAA");
  CHECK(ack->context == 5);
  CHECK(ack->error_message.empty());
}

TEST_CASE("a send error is read", "[ack]") {
  UnpaddedParser parser;
  const auto ack = parser.parse_producer_ack(
      R"({"result":"send-error:8","errorMsg":"queue \"full\" \u20ac",)"
      R"("context":"18446744073709551615","errorCode":0})");
  REQUIRE(ack);
  CHECK_FALSE(ack->ok);
  CHECK(ack->send_error == 8);
  CHECK(ack->message_id.empty());
  CHECK(ack->context == std::numeric_limits<std::uint64_t>::max());
  CHECK(ack->error_message == "queue \"full\" \xe2\x82\xac");
}

TEST_CASE("an error without context or text is read", "[ack]") {
  UnpaddedParser parser;
  for (const char* frame : {R"({"result":"send-error:3"})",
                            R"({"context":null,"errorMsg":null,)"
                            R"("messageId":null,"result":"send-error:3"})"}) {
    const auto ack = parser.parse_producer_ack(frame);
    REQUIRE(ack);
    CHECK(ack->send_error == 3);
    CHECK_FALSE(ack->context.has_value());
    CHECK(ack->error_message.empty());
  }
}

TEST_CASE("a context that is not our number is none", "[ack]") {
  UnpaddedParser parser;
  for (const char* context : {"", "abc", "-1", "5 ", " 5", "+5", "5.0", "0x5",
                              "18446744073709551616"}) {
    CAPTURE(context);
    const auto ack = parser.parse_producer_ack(
        R"({"result":"ok","messageId":"CAUQADAA","context":")" +
        std::string(context) + "\"}");
    REQUIRE(ack);
    CHECK_FALSE(ack->context.has_value());
  }
}

TEST_CASE("an ack's fields come in any order, among others and spaces",
          "[ack]") {
  UnpaddedParser parser;
  const auto ack = parser.parse_producer_ack(
      " {\n\"new\" : {\"result\":[1,{\"a\":\"}\"}]}, \"context\" : \"9\" ,\t"
      "\"list\":[\"x\",[]],\"n\":null,\"messageId\":\"CAUQADAA\","
      "\"result\":\"ok\"\r\n} ");
  REQUIRE(ack);
  CHECK(ack->ok);
  CHECK(ack->context == 9);
  CHECK(ack->message_id == "CAUQADAA");
}

TEST_CASE("of an ack's field that comes twice the last counts", "[ack]") {
  UnpaddedParser parser;
  const auto ack = parser.parse_producer_ack(
      R"({"result":"send-error:8","context":"1","messageId":"CAUQADAA",)"
      R"("context":"2","result":"ok"})");
  REQUIRE(ack);
  CHECK(ack->ok);
  CHECK(ack->context == 2);
}

TEST_CASE("an ack that is not a JSON object is refused", "[ack]") {
  for (const char* frame : {"",
                            " ",
                            "hello",
                            "null",
                            "5",
                            "\"ok\"",
                            "[]",
                            "[1]",
                            "{",
                            "}",
                            "{]",
                            "{\"result\"}",

                            "{\"result\":\"ok\",}",
                            "{\"result\":\"ok\" \"context\":\"5\"}",
                            "{result:\"ok\"}",
                            "{\"result\":\"ok}",
                            "{\"result\":\"ok\"",
                            "{'result':'ok'}",
                            "{\"result\":\"o\nk\"}",
                            "\xff\xfe",
                            "{\"result\":\"\xff\"}",
                            "\xef\xbb\xbf"}) {
    CAPTURE(frame);
    CHECK(has(refusal(frame), "is not a JSON object"));
  }
}

TEST_CASE("an ack with more behind its object is refused", "[ack]") {
  for (const std::string more : {"}", "x", "{}", ",", "\"\"", "]", "5"}) {
    CAPTURE(more);
    CHECK_FALSE(refusal(kAck + more).empty());
    CHECK_FALSE(refusal(kAck + " " + more).empty());
  }
  CHECK(has(refusal(kAck + "{}"), "goes on behind"));
  CHECK(refusal(kAck + " \r\n").empty());
}

TEST_CASE("an ack with a field missing names it", "[ack]") {
  UnpaddedParser parser;
  for (const char* frame :
       {"{}", R"({"context":"5"})", R"({"result":null,"context":"5"})"}) {
    CAPTURE(frame);
    const auto ack = parser.parse_producer_ack(frame);
    REQUIRE(ack);
    CHECK_FALSE(ack->ok);
    CHECK_FALSE(ack->send_error.has_value());
    CHECK(ack->unreadable == "result");
  }
  const auto ack = parser.parse_producer_ack(R"({"result":"ok"})");
  REQUIRE(ack);
  CHECK(ack->ok);
  CHECK(ack->message_id.empty());
  CHECK(ack->unreadable == "messageId");
}

TEST_CASE("an ack's field that cannot be read is none and is named", "[ack]") {
  UnpaddedParser parser;
  for (const std::string name :
       {"result", "messageId", "context", "errorMsg"}) {
    for (const std::string value : {"5", "true", "{}", "[]", "nul", "\"\\x\"",
                                    "\"\\ud800\"", "\"\\u12\"", "-"}) {
      CAPTURE(name, value);
      const auto ack =
          parser.parse_producer_ack("{\"" + name + "\":" + value + "}");
      REQUIRE(ack);
      CHECK(ack->unreadable == name);
      CHECK_FALSE(ack->context.has_value());
      CHECK(ack->message_id.empty());
      CHECK(ack->error_message.empty());
    }
  }
  for (const std::string result :
       {"", "OK", "ok ", "error", "send-error", "send-error:", "send-error:x",
        "send-error:8x", "send-error:-1", "send-error:99999999999"}) {
    CAPTURE(result);
    const auto ack = parser.parse_producer_ack(R"({"context":"5","result":")" +
                                               result + "\"}");
    REQUIRE(ack);
    CHECK_FALSE(ack->ok);
    CHECK_FALSE(ack->send_error.has_value());
    CHECK(ack->context == 5);
    CHECK(ack->unreadable == "result");
  }
}

TEST_CASE("an ack cut short is refused wherever it is cut", "[ack]") {
  for (std::size_t size = 0; size < kAck.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(refusal(kAck.substr(0, size)).empty());
  }
}

TEST_CASE("one parser reads frame after frame", "[ack]") {
  UnpaddedParser parser;
  for (int round = 0; round < 3; ++round) {
    CHECK(parser.parse_producer_ack(kAck)->context == 5);
    CHECK_FALSE(parser.parse_producer_ack("{\"result\":"));
    const std::string text(100'000, 'x');
    const std::string frame =
        R"({"result":"send-error:7","errorMsg":")" + text + "\"}";
    const auto failure = parser.parse_producer_ack(frame);
    REQUIRE(failure);
    CHECK((failure->error_message == text));
  }
  UnpaddedParser moved = std::move(parser);
  CHECK(moved.parse_producer_ack(kAck)->context == 5);
}
