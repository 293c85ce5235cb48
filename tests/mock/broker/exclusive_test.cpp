#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

TEST_CASE("a consumer gets what is sent after it came", "[mock][exclusive]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("before");
  const Port port = fixture.create(consumer());
  send("a");
  send("b");
  CHECK(payloads(port) == Payloads{"a", "b"});
  CHECK(payloads(port).empty());
}

TEST_CASE("a subscription from the earliest has all there is",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("before");
  ConsumerRequest request = consumer();
  request.earliest = true;
  const Port port = fixture.create(request);
  send("after");
  CHECK(payloads(port) == Payloads{"before", "after"});
}

TEST_CASE("a message comes with the id that its producer was told",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  const Receipt first = send("a");
  const Receipt second = send("b");
  CHECK_FALSE(first.refusal);
  CHECK(first.id.entry_id == 0);
  CHECK(second.id.entry_id == 1);
  CHECK(second.id.ledger_id == first.id.ledger_id);
  CHECK(first.id.partition == -1);
  CHECK(first.id.batch_index == -1);

  const auto received = receive_all(port);
  REQUIRE(received.size() == 2);
  CHECK(received[0].id == first.id);
  CHECK(received[1].id == second.id);
  CHECK(received[0].message->publish_time == fixture.clock.now_ms());
  CHECK(received[0].redelivery_count == 0);
}

TEST_CASE("topics have ledgers of their own", "[mock][exclusive]") {
  BrokerFixture fixture;
  Sending one = fixture.create();
  Sending other = fixture.create(producer(kTopic + "2"));
  CHECK(one("a").id.ledger_id != other("a").id.ledger_id);
}

TEST_CASE("what is not acknowledged comes to the next consumer, uncounted",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer());
  Sending send = fixture.create();
  send("a");
  send("b");
  send("c");
  const auto received = receive_all(port);
  REQUIRE(received.size() == 3);
  port->acknowledge(received[1].id);
  port.reset();
  CHECK(fixture.subscription().backlog == 2);

  port = fixture.create(consumer());
  CHECK(counted(port) == Payloads{"a/0", "c/0"});
}

TEST_CASE("an Exclusive subscription has one consumer", "[mock][exclusive]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  const BrokerRefusal refusal = fixture.refusal_of(consumer());
  CHECK(refusal.kind == BrokerRefusal::Kind::kBusy);
  CHECK(refusal.text == "Exclusive consumer is already connected");
  CHECK_FALSE(refusal.is_from_client);
  // Another subscription is another matter.
  fixture.create(consumer("Exclusive", "other"));
}

TEST_CASE("consumers of a subscription are all of one type",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer("Shared"));
  const BrokerRefusal refusal = fixture.refusal_of(consumer("Key_Shared"));
  CHECK(refusal.kind == BrokerRefusal::Kind::kBusy);
  CHECK(refusal.text ==
        "Subscription is of different type. Active subscription type of "
        "'Shared' is different than the connecting consumer's type "
        "'Key_Shared'.");
  // The next may be of another where nobody is left.
  port.reset();
  port = fixture.create(consumer("Failover"));
  CHECK(fixture.subscription().type == "Failover");
}

TEST_CASE("a subscription is durable or not for all its consumers",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  ConsumerRequest passing = consumer("Shared", "passing");
  passing.durable = false;
  const Port port = fixture.create(passing);
  passing.durable = true;
  BrokerRefusal refusal = fixture.refusal_of(passing);
  CHECK(refusal.kind == BrokerRefusal::Kind::kOther);
  CHECK(refusal.text ==
        "NonDurable subscription with the same name already exists.");

  const Port other = fixture.create(consumer("Shared", "lasting"));
  ConsumerRequest lasting = consumer("Shared", "lasting");
  lasting.durable = false;
  refusal = fixture.refusal_of(lasting);
  CHECK(refusal.text ==
        "Durable subscription with the same name already exists.");
}

TEST_CASE("a subscription that is not durable goes with its last consumer",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer("Shared");
  request.durable = false;
  Port one = fixture.create(request);
  Port other = fixture.create(request);
  one.reset();
  CHECK(fixture.broker.stats(kTopic)->subscriptions.count("s") == 1);
  other.reset();
  CHECK(fixture.broker.stats(kTopic)->subscriptions.empty());
}

TEST_CASE("who waits is told when there is something", "[mock][exclusive]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  int told = 0;
  port->when_ready([&told] { ++told; });
  fixture.clock.advance(0);
  const int at_first = told;
  Sending send = fixture.create();
  send("a");
  send("b");
  CHECK(told == at_first);  // not from within the call
  fixture.clock.advance(0);
  CHECK(told == at_first + 1);
}

TEST_CASE("a consumer that is gone is told nothing", "[mock][exclusive]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer());
  int told = 0;
  port->when_ready([&told] { ++told; });
  Sending send = fixture.create();
  send("a");
  port.reset();
  fixture.clock.advance(1000);
  CHECK(told == 0);
}

TEST_CASE("who unsubscribes alone takes the subscription along",
          "[mock][exclusive]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  send("a");
  CHECK(port->unsubscribe());
  CHECK(fixture.broker.stats(kTopic)->subscriptions.empty());
  CHECK(payloads(port).empty());
  CHECK_FALSE(port->has_reached_end_of_topic());
  // Now a new one may begin.
  fixture.create(consumer("Shared"));
}

TEST_CASE("nobody unsubscribes where others are", "[mock][exclusive]") {
  BrokerFixture fixture;
  const Port one = fixture.create(consumer("Shared"));
  const Port other = fixture.create(consumer("Shared"));
  CHECK_FALSE(one->unsubscribe());
  CHECK(fixture.subscription().consumers.size() == 2);
}
