#include "core/wire/consumer_frame.h"

#include <string>

#include "tests/support/catch.h"

using namespace pulsarws::wire;

TEST_CASE("an ack names the message", "[consumer]") {
  CHECK(write_ack("CAUQADAA").text() == R"({"messageId":"CAUQADAA"})");
}

TEST_CASE("a negative ack names the message", "[consumer]") {
  CHECK(write_negative_ack("CAUQADAA").text() ==
        R"({"type":"negativeAcknowledge","messageId":"CAUQADAA"})");
}

TEST_CASE("an id cannot break out of its frame", "[consumer]") {
  CHECK(write_ack(R"(","type":"unsubscribe)").text() ==
        R"({"messageId":"\",\"type\":\"unsubscribe"})");
}

TEST_CASE("a permit tells a number", "[consumer]") {
  CHECK(write_permit(500).text() ==
        R"({"type":"permit","permitMessages":500})");
  CHECK(write_permit(0xffffffff).text() ==
        R"({"type":"permit","permitMessages":4294967295})");
}

TEST_CASE("questions without arguments", "[consumer]") {
  CHECK(write_end_of_topic_question().text() == R"({"type":"isEndOfTopic"})");
  CHECK(write_unsubscribe_request().text() == R"({"type":"unsubscribe"})");
}
