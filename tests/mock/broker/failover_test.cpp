#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

// What the active consumer waits for after it was chosen.
constexpr std::int64_t kPauseMs = 1000;

ConsumerRequest failover(std::string name, std::int32_t priority = 0) {
  ConsumerRequest request = consumer("Failover");
  request.consumer_name = std::move(name);
  request.priority_level = priority;
  return request;
}

}  // namespace

TEST_CASE("Failover begins a second after its consumers changed",
          "[mock][failover]") {
  BrokerFixture fixture;
  const Port port = fixture.create(failover("a"));
  Sending send = fixture.create();
  send("one");
  fixture.clock.advance(kPauseMs - 1);
  CHECK(payloads(port).empty());
  fixture.clock.advance(1);
  CHECK(payloads(port) == Payloads{"one"});
  send("two");
  CHECK(payloads(port) == Payloads{"two"});
}

TEST_CASE("one Failover consumer has all", "[mock][failover]") {
  BrokerFixture fixture;
  const Port first = fixture.create(failover("a"));
  const Port second = fixture.create(failover("b"));
  fixture.clock.advance(kPauseMs);
  Sending send = fixture.create();
  send("one");
  send("two");
  CHECK(payloads(second).empty());
  CHECK(payloads(first) == Payloads{"one", "two"});
}

TEST_CASE("the least name is the active one, whoever came first",
          "[mock][failover]") {
  BrokerFixture fixture;
  const Port later = fixture.create(failover("b"));
  const Port sooner = fixture.create(failover("a"));
  fixture.clock.advance(kPauseMs);
  Sending send = fixture.create();
  send("one");
  CHECK(payloads(later).empty());
  CHECK(payloads(sooner) == Payloads{"one"});
}

TEST_CASE("the priority level counts before the name", "[mock][failover]") {
  BrokerFixture fixture;
  const Port low = fixture.create(failover("a", 1));
  const Port high = fixture.create(failover("b", 0));
  fixture.clock.advance(kPauseMs);
  Sending send = fixture.create();
  send("one");
  CHECK(payloads(low).empty());
  CHECK(payloads(high) == Payloads{"one"});
}

TEST_CASE("the next takes over what the active one left", "[mock][failover]") {
  BrokerFixture fixture;
  Port first = fixture.create(failover("a"));
  const Port second = fixture.create(failover("b"));
  fixture.clock.advance(kPauseMs);
  Sending send = fixture.create();
  send("one");
  send("two");
  const auto received = receive_all(first);
  REQUIRE(received.size() == 2);
  first->acknowledge(received[0].id);
  first.reset();
  CHECK(payloads(second).empty());
  fixture.clock.advance(kPauseMs);
  CHECK(counted(second) == Payloads{"two/0"});
}

TEST_CASE("who comes and is not chosen disturbs nobody", "[mock][failover]") {
  BrokerFixture fixture;
  const Port first = fixture.create(failover("a"));
  fixture.clock.advance(kPauseMs);
  Port second = fixture.create(failover("b"));
  Sending send = fixture.create();
  send("one");
  CHECK(payloads(first) == Payloads{"one"});
  second.reset();
  send("two");
  CHECK(payloads(first) == Payloads{"two"});
}

TEST_CASE("partitions are spread over Failover consumers", "[mock][failover]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_partitioned_topic(kTopic, 2));
  const Port first = fixture.create(failover("a"));
  const Port second = fixture.create(failover("b"));
  fixture.clock.advance(kPauseMs);
  Sending to_zero = fixture.create(producer(kTopic + "-partition-0"));
  Sending to_one = fixture.create(producer(kTopic + "-partition-1"));
  to_zero("zero");
  to_one("one");
  CHECK(payloads(first) == Payloads{"zero"});
  CHECK(payloads(second) == Payloads{"one"});
}
