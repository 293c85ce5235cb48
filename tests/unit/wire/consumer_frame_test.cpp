#include "core/wire/consumer_frame.h"

#include <string>

#include "tests/support/catch.h"

using namespace pulsarws::wire;

TEST_CASE("an ack names the message", "[consumer]") {
  std::string out;
  append_ack(out, "CAUQADAA");
  CHECK(out == R"({"messageId":"CAUQADAA"})");
}

TEST_CASE("a negative ack names the message", "[consumer]") {
  std::string out;
  append_negative_ack(out, "CAUQADAA");
  CHECK(out == R"({"type":"negativeAcknowledge","messageId":"CAUQADAA"})");
}

TEST_CASE("an id cannot break out of its frame", "[consumer]") {
  std::string out;
  append_ack(out, R"(","type":"unsubscribe)");
  CHECK(out == R"({"messageId":"\",\"type\":\"unsubscribe"})");
}

TEST_CASE("a permit tells a number", "[consumer]") {
  std::string out;
  append_permit(out, 500);
  CHECK(out == R"({"type":"permit","permitMessages":500})");
  out.clear();
  append_permit(out, 0xffffffff);
  CHECK(out == R"({"type":"permit","permitMessages":4294967295})");
}

TEST_CASE("frames are appended to what is there", "[consumer]") {
  std::string out = ".";
  append_ack(out, "a");
  append_negative_ack(out, "b");
  append_permit(out, 1);
  CHECK(out ==
        R"(.{"messageId":"a"}{"type":"negativeAcknowledge","messageId":"b"})"
        R"({"type":"permit","permitMessages":1})");
}

TEST_CASE("questions without arguments", "[consumer]") {
  CHECK(end_of_topic_question() == R"({"type":"isEndOfTopic"})");
  CHECK(unsubscribe_request() == R"({"type":"unsubscribe"})");
}
