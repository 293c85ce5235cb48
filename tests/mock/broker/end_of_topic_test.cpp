#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

TEST_CASE("a terminated topic tells its last message", "[mock][end_of_topic]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("a");
  const Receipt last = send("b");
  auto id = fixture.broker.terminate(kTopic);
  REQUIRE(id);
  CHECK(*id == last.id);
  id = fixture.broker.terminate(kTopic);
  REQUIRE(id);
  CHECK(*id == last.id);
  CHECK_FALSE(fixture.broker.terminate(kTopic + "2"));
}

TEST_CASE("an empty topic's last message is none", "[mock][end_of_topic]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_topic(kTopic));
  const auto id = fixture.broker.terminate(kTopic);
  REQUIRE(id);
  CHECK(id->entry_id == -1);
}

TEST_CASE("nobody produces to a terminated topic", "[mock][end_of_topic]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("a");
  fixture.broker.terminate(kTopic);
  const Receipt receipt = send("b");
  REQUIRE(receipt.refusal);
  CHECK(receipt.refusal->find("TopicTerminatedException: {") !=
        std::string::npos);
  CHECK(fixture.broker.stats(kTopic)->messages_in == 1);

  const BrokerRefusal refusal = fixture.refusal_of(producer());
  CHECK(refusal.kind == BrokerRefusal::Kind::kUnavailable);
  CHECK(refusal.text ==
        "org.apache.pulsar.broker.service.BrokerServiceException$"
        "TopicTerminatedException: Topic was already terminated");
}

TEST_CASE("the end is reached when all is acknowledged",
          "[mock][end_of_topic]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  const Receipt a = send("a");
  const Receipt b = send("b");
  fixture.broker.terminate(kTopic);
  receive_all(port);
  CHECK_FALSE(port->has_reached_end_of_topic());
  port->acknowledge(b.id);
  CHECK_FALSE(port->has_reached_end_of_topic());
  port->acknowledge(a.id);
  CHECK(port->has_reached_end_of_topic());
}

TEST_CASE("who has acknowledged all is at the end when a topic is terminated",
          "[mock][end_of_topic]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  const Receipt a = send("a");
  receive_all(port);
  port->acknowledge(a.id);
  CHECK_FALSE(port->has_reached_end_of_topic());
  fixture.broker.terminate(kTopic);
  CHECK(port->has_reached_end_of_topic());
}

TEST_CASE("a reader is at the end when it has read all",
          "[mock][end_of_topic]") {
  BrokerFixture fixture;
  const Port port = fixture.create(reader());
  Sending send = fixture.create();
  send("a");
  fixture.broker.terminate(kTopic);
  CHECK_FALSE(port->has_reached_end_of_topic());
  receive_all(port);
  CHECK(port->has_reached_end_of_topic());
}

TEST_CASE("who comes to the end hears of it when it reads there",
          "[mock][end_of_topic]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("a");
  fixture.broker.terminate(kTopic);
  const Port port = fixture.create(consumer());
  CHECK_FALSE(port->has_reached_end_of_topic());
  fixture.clock.advance(100);
  CHECK(port->has_reached_end_of_topic());
}

TEST_CASE("skipping all of a terminated topic is its end",
          "[mock][end_of_topic]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  send("a");
  fixture.broker.terminate(kTopic);
  REQUIRE(fixture.broker.skip(kTopic, "s", std::nullopt));
  CHECK(port->has_reached_end_of_topic());
}

TEST_CASE("the end of several topics is that of each", "[mock][end_of_topic]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer();
  request.topics = {kTopic, kTopic + "2"};
  const Port port = fixture.create(request);
  fixture.broker.terminate(kTopic);
  CHECK_FALSE(port->has_reached_end_of_topic());
  fixture.broker.terminate(kTopic + "2");
  CHECK(port->has_reached_end_of_topic());
}
