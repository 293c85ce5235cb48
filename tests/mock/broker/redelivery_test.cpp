// Negative acknowledgments: what the client asks the broker for, and when.
#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

// The client looks so much later than a delay is over.
constexpr std::int64_t kLookMs = 30;

ConsumerRequest nacking(std::string type, std::int64_t delay_ms) {
  ConsumerRequest request = consumer(std::move(type));
  request.negative_ack_delay_ms = delay_ms;
  return request;
}

}  // namespace

TEST_CASE("Shared gets the one message again, counted", "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 500));
  Sending send = fixture.create();
  const Receipt a = send("a");
  send("b");
  CHECK(counted(port) == Payloads{"a/0", "b/0"});
  port->negative_acknowledge(a.id);
  fixture.clock.advance(500 + kLookMs - 1);
  CHECK(counted(port).empty());
  fixture.clock.advance(1);
  CHECK(counted(port) == Payloads{"a/1"});
  port->negative_acknowledge(a.id);
  fixture.clock.advance(500 + kLookMs);
  CHECK(counted(port) == Payloads{"a/2"});
}

TEST_CASE("Key_Shared gets the one message again, counted", "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Key_Shared", 500));
  Sending send = fixture.create();
  const Receipt a = send("a");
  send("b");
  receive_all(port);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(500 + kLookMs);
  CHECK(counted(port) == Payloads{"a/1"});
}

TEST_CASE("no delay is one of a hundred milliseconds", "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 0));
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(99);
  CHECK(counted(port).empty());
  fixture.clock.advance(1 + kLookMs);
  CHECK(counted(port) == Payloads{"a/1"});
}

TEST_CASE("Exclusive gets all unacknowledged again, uncounted",
          "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Exclusive", 200));
  Sending send = fixture.create();
  const Receipt a = send("a");
  const Receipt b = send("b");
  send("c");
  receive_all(port);
  port->acknowledge(b.id);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(200 + kLookMs);
  CHECK(counted(port) == Payloads{"a/0", "c/0"});
}

TEST_CASE("Exclusive gets nothing twice that was still queued",
          "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Exclusive", 200));
  Sending send = fixture.create();
  send("a");
  send("b");
  const auto first = port->receive();
  REQUIRE(first);
  port->negative_acknowledge(first->id);
  fixture.clock.advance(200 + kLookMs);
  CHECK(counted(port) == Payloads{"a/0", "b/0"});
}

TEST_CASE("what is acknowledged meanwhile does not come again",
          "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 200));
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  port->acknowledge(a.id);
  fixture.clock.advance(1000);
  CHECK(counted(port).empty());
  CHECK(fixture.subscription().backlog == 0);
}

TEST_CASE("a second nack of a message puts it off", "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 200));
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(100);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(100 + kLookMs);
  CHECK(counted(port).empty());
  fixture.clock.advance(100);
  CHECK(counted(port) == Payloads{"a/1"});
  fixture.clock.advance(1000);
  CHECK(counted(port).empty());
}

TEST_CASE("a batch comes again once, whoever of it was nacked",
          "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 200));
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  for (const auto& one : receive_all(port)) port->negative_acknowledge(one.id);
  fixture.clock.advance(200 + kLookMs);
  CHECK(counted(port) == Payloads{"a/1", "b/1"});
}

TEST_CASE("what of a nacked batch was still queued comes once",
          "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 200));
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  const auto first = port->receive();
  REQUIRE(first);
  port->negative_acknowledge(first->id);
  fixture.clock.advance(200 + kLookMs);
  CHECK(counted(port) == Payloads{"a/1", "b/1"});
}

TEST_CASE("a consumer that is gone asks for nothing again", "[mock][nack]") {
  BrokerFixture fixture;
  Port port = fixture.create(nacking("Shared", 200));
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  port.reset();
  port = fixture.create(nacking("Shared", 200));
  CHECK(counted(port) == Payloads{"a/0"});
  fixture.clock.advance(1000);
  CHECK(counted(port).empty());
}

TEST_CASE("ids of nobody's are let be", "[mock][nack]") {
  BrokerFixture fixture;
  const Port port = fixture.create(nacking("Shared", 200));
  Sending send = fixture.create();
  auto id = send("a").id;
  receive_all(port);
  id.entry_id = 7;
  port->negative_acknowledge(id);
  port->acknowledge(id);
  id.entry_id = 0;
  id.ledger_id += 1;
  port->negative_acknowledge(id);
  port->acknowledge(id);
  fixture.clock.advance(1000);
  CHECK(counted(port).empty());
  CHECK(fixture.subscription().backlog == 1);
}
