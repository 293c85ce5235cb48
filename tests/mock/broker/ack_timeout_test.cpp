#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

// The client looks once in so long, and takes what it saw the time before.
constexpr std::int64_t kTickMs = 1000;

ConsumerRequest timing(std::string type, std::int64_t timeout_ms = 1000) {
  ConsumerRequest request = consumer(std::move(type));
  request.ack_timeout_ms = timeout_ms;
  return request;
}

}  // namespace

TEST_CASE("what is not acknowledged in time comes again, counted",
          "[mock][ack_timeout]") {
  BrokerFixture fixture;
  const Port port = fixture.create(timing("Shared"));
  Sending send = fixture.create();
  fixture.clock.advance(250);
  const Receipt a = send("a");
  send("b");
  receive_all(port);
  port->acknowledge(a.id);
  fixture.clock.advance(1749);
  CHECK(counted(port).empty());
  fixture.clock.advance(1);
  CHECK(counted(port) == Payloads{"b/1"});
  fixture.clock.advance(1000 + kTickMs - 1);
  CHECK(counted(port).empty());
  fixture.clock.advance(1);
  CHECK(counted(port) == Payloads{"b/2"});
}

TEST_CASE("Exclusive gets it again uncounted", "[mock][ack_timeout]") {
  BrokerFixture fixture;
  const Port port = fixture.create(timing("Exclusive"));
  Sending send = fixture.create();
  send("a");
  receive_all(port);
  fixture.clock.advance(1000 + kTickMs);
  CHECK(counted(port) == Payloads{"a/0"});
}

TEST_CASE("what is acknowledged brings nothing again", "[mock][ack_timeout]") {
  BrokerFixture fixture;
  const Port port = fixture.create(timing("Exclusive"));
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->acknowledge(a.id);
  fixture.clock.advance(1500);
  // Of an age that is none when a's time would be over.
  send("b");
  CHECK(counted(port) == Payloads{"b/0"});
  fixture.clock.advance(500);
  CHECK(counted(port).empty());
}

TEST_CASE("a nacked message waits for its nack alone", "[mock][ack_timeout]") {
  BrokerFixture fixture;
  ConsumerRequest request = timing("Shared");
  request.negative_ack_delay_ms = 10000;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(9000);
  CHECK(counted(port).empty());
  fixture.clock.advance(1030);
  CHECK(counted(port) == Payloads{"a/1"});
}

TEST_CASE("a message that came again has its whole time",
          "[mock][ack_timeout]") {
  BrokerFixture fixture;
  ConsumerRequest request = timing("Shared", 3000);
  request.negative_ack_delay_ms = 2000;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(2030);
  CHECK(counted(port) == Payloads{"a/1"});
  fixture.clock.advance(3000);
  CHECK(counted(port).empty());
  fixture.clock.advance(970);
  CHECK(counted(port) == Payloads{"a/2"});
}

TEST_CASE("a batch out of time comes again once", "[mock][ack_timeout]") {
  BrokerFixture fixture;
  const Port port = fixture.create(timing("Shared"));
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  const auto received = receive_all(port);
  REQUIRE(received.size() == 2);
  port->acknowledge(received[0].id);
  fixture.clock.advance(1000 + kTickMs);
  CHECK(counted(port) == Payloads{"a/1", "b/1"});
}

TEST_CASE("the time of what was never received does not run",
          "[mock][ack_timeout]") {
  BrokerFixture fixture;
  const Port port = fixture.create(timing("Shared"));
  Sending send = fixture.create();
  send("a");
  fixture.clock.advance(10000);
  CHECK(counted(port) == Payloads{"a/0"});
}

TEST_CASE("without a timeout nothing comes again by itself",
          "[mock][ack_timeout]") {
  BrokerFixture fixture;
  const Port port = fixture.create(timing("Shared", 0));
  Sending send = fixture.create();
  send("a");
  receive_all(port);
  fixture.clock.advance(3600 * 1000);
  CHECK(counted(port).empty());
}
