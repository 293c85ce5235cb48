#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

ConsumerRequest shared(std::int32_t queue_size, std::int32_t priority = 0) {
  ConsumerRequest request = consumer("Shared");
  request.receiver_queue_size = queue_size;
  request.priority_level = priority;
  return request;
}

}  // namespace

TEST_CASE("Shared consumers take turns", "[mock][shared]") {
  BrokerFixture fixture;
  const Port one = fixture.create(shared(100));
  const Port other = fixture.create(shared(100));
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c", "d"}) send(payload);
  const Payloads its = payloads(one);
  const Payloads others = payloads(other);
  CHECK(its.size() == 2);
  CHECK(others.size() == 2);
  CHECK(its != others);
}

TEST_CASE("a full queue leaves messages to others", "[mock][shared]") {
  BrokerFixture fixture;
  const Port small = fixture.create(shared(1));
  const Port large = fixture.create(shared(100));
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c", "d"}) send(payload);
  CHECK(fixture.subscription().consumers[0].permits == 0);
  CHECK(payloads(large).size() == 3);
  CHECK(payloads(small).size() == 1);
}

TEST_CASE("what there was no room for comes when there is", "[mock][shared]") {
  BrokerFixture fixture;
  const Port port = fixture.create(shared(2));
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c", "d", "e"}) send(payload);
  CHECK(fixture.subscription().unacked == 2);
  CHECK(payloads(port) == Payloads{"a", "b", "c", "d", "e"});
  CHECK(fixture.subscription().unacked == 5);
}

TEST_CASE("the least priority level is served first", "[mock][shared]") {
  BrokerFixture fixture;
  const Port last = fixture.create(shared(100, 1));
  const Port first = fixture.create(shared(2, 0));
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c"}) send(payload);
  CHECK(payloads(last) == Payloads{"c"});
  CHECK(payloads(first) == Payloads{"a", "b"});
}

TEST_CASE("what a consumer leaves goes to the others, uncounted",
          "[mock][shared]") {
  BrokerFixture fixture;
  Port one = fixture.create(shared(100));
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c"}) send(payload);
  const auto received = receive_all(one);
  REQUIRE(received.size() == 3);
  const Port other = fixture.create(shared(100));
  CHECK(payloads(other).empty());
  one->acknowledge(received[1].id);
  one.reset();
  CHECK(counted(other) == Payloads{"a/0", "c/0"});
}

TEST_CASE("redeliveries are forgotten when nobody is left", "[mock][shared]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer("Shared");
  request.negative_ack_delay_ms = 0;
  Port port = fixture.create(request);
  Sending send = fixture.create();
  port->negative_acknowledge(send("a").id);
  CHECK(counted(port) == Payloads{"a/0"});
  fixture.clock.advance(130);
  CHECK(counted(port) == Payloads{"a/1"});
  port.reset();
  port = fixture.create(request);
  CHECK(counted(port) == Payloads{"a/0"});
}

TEST_CASE("without a queue a consumer asks for one at a time",
          "[mock][shared]") {
  BrokerFixture fixture;
  const Port port = fixture.create(shared(0));
  Sending send = fixture.create();
  send("a");
  send("b");
  CHECK(fixture.subscription().unacked == 0);
  const auto received = port->receive();
  REQUIRE(received);
  CHECK(received->message->payload == "a");
  CHECK(fixture.subscription().unacked == 1);
}

TEST_CASE("without a queue what is asked for comes when it is there",
          "[mock][shared]") {
  BrokerFixture fixture;
  const Port port = fixture.create(shared(0));
  CHECK_FALSE(port->receive());
  Sending send = fixture.create();
  send("a");
  send("b");
  CHECK(fixture.subscription().unacked == 1);
  CHECK(payloads(port) == Payloads{"a", "b"});
}
