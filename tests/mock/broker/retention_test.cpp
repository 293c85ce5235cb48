#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

constexpr std::size_t kKept = 2;

}  // namespace

TEST_CASE("a topic keeps its newest messages", "[mock][retention]") {
  BrokerFixture fixture(false, kKept);
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c"}) send(payload);
  ReaderRequest request = reader();
  request.earliest = true;
  CHECK(payloads(fixture.create(request)) == Payloads{"b", "c"});
}

TEST_CASE("ids go on where old messages are gone", "[mock][retention]") {
  BrokerFixture fixture(false, kKept);
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c"}) send(payload);
  CHECK(send("d").id.entry_id == 3);
  const auto entry = fixture.broker.entry(kTopic, 1);
  REQUIRE(entry);
  CHECK(entry->payload == "c");
  CHECK_FALSE(fixture.broker.entry(kTopic, 3));
}

TEST_CASE("what is gone is no backlog and does not come", "[mock][retention]") {
  BrokerFixture fixture(false, kKept);
  Port port = fixture.create(consumer());
  Sending send = fixture.create();
  send("a");
  port.reset();
  for (const char* payload : {"b", "c", "d"}) send(payload);
  CHECK(fixture.subscription().backlog == 2);
  port = fixture.create(consumer());
  CHECK(payloads(port) == Payloads{"c", "d"});
}

TEST_CASE("a message that was queued comes although it is gone",
          "[mock][retention]") {
  BrokerFixture fixture(false, kKept);
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c"}) send(payload);
  const auto received = receive_all(port);
  REQUIRE(received.size() == 3);
  CHECK(received[0].message->payload == "a");
  for (const auto& one : received) port->acknowledge(one.id);
  CHECK(fixture.subscription().backlog == 0);
  CHECK(fixture.subscription().unacked == 0);
}

TEST_CASE("what is gone does not come again", "[mock][retention]") {
  const std::string type = GENERATE("Exclusive", "Shared", "Key_Shared");
  BrokerFixture fixture(false, kKept);
  ConsumerRequest request = consumer(type);
  request.negative_ack_delay_ms = 0;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->negative_acknowledge(a.id);
  send("b");
  send("c");
  receive_all(port);
  fixture.clock.advance(1000);
  const Payloads again = payloads(port);
  CHECK(again == (type == "Exclusive" ? Payloads{"b", "c"} : Payloads{}));
}

TEST_CASE("a delayed message may be gone when its time comes",
          "[mock][retention]") {
  BrokerFixture fixture(false, kKept);
  const Port port = fixture.create(consumer("Shared"));
  Sending send = fixture.create();
  BrokerMessage late = message("late");
  late.deliver_after_ms = 5000;
  send(late);
  send("a");
  send("b");
  receive_all(port);
  fixture.clock.advance(5000);
  CHECK(payloads(port).empty());
}

TEST_CASE("a reader behind a message that is gone begins at the oldest",
          "[mock][retention]") {
  BrokerFixture fixture(false, kKept);
  Sending send = fixture.create();
  ReaderRequest request = reader();
  request.start = send("a").id;
  for (const char* payload : {"b", "c", "d"}) send(payload);
  CHECK(payloads(fixture.create(request)) == Payloads{"c", "d"});
}
