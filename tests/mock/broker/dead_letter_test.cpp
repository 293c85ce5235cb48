#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

constexpr std::int64_t kNackMs = 130;

ConsumerRequest mortal(std::int32_t most) {
  ConsumerRequest request = consumer("Shared");
  request.max_redeliver_count = most;
  request.negative_ack_delay_ms = 0;
  return request;
}

// Of the topic that letters of kTopic and "s" go to by default.
Port graveyard(BrokerFixture& fixture,
               const std::string& topic = kTopic + "-s-DLQ") {
  ReaderRequest request = reader(topic);
  request.earliest = true;
  return fixture.create(request);
}

void nack_all(BrokerFixture& fixture, const Port& port) {
  for (const auto& one : receive_all(port)) port->negative_acknowledge(one.id);
  fixture.clock.advance(kNackMs);
}

}  // namespace

TEST_CASE("a message is a dead letter after its last try",
          "[mock][dead_letter]") {
  BrokerFixture fixture;
  const Port port = fixture.create(mortal(2));
  const Port grave = graveyard(fixture);
  Sending send = fixture.create();
  const Receipt a = send("a");
  CHECK(counted(port) == Payloads{"a/0"});
  port->negative_acknowledge(a.id);
  fixture.clock.advance(kNackMs);
  CHECK(counted(port) == Payloads{"a/1"});
  port->negative_acknowledge(a.id);
  fixture.clock.advance(kNackMs);
  CHECK(counted(port) == Payloads{"a/2"});
  CHECK(payloads(grave).empty());
  port->negative_acknowledge(a.id);
  fixture.clock.advance(kNackMs);
  CHECK(counted(port).empty());
  CHECK(payloads(grave) == Payloads{"a"});
  CHECK(fixture.subscription().backlog == 0);
}

TEST_CASE("a dead letter tells where it is from", "[mock][dead_letter]") {
  BrokerFixture fixture;
  const Port port = fixture.create(mortal(1));
  const Port grave = graveyard(fixture);
  Sending send = fixture.create();
  BrokerMessage message = keyed("k", "a");
  message.properties = {{"x", "y"}};
  message.event_time = 1234;
  send(message);
  const auto id = send.answers().front().id;
  nack_all(fixture, port);
  fixture.clock.advance(10);
  nack_all(fixture, port);

  const auto letter = grave->receive();
  REQUIRE(letter);
  const std::string origin = std::to_string(id.ledger_id) + ":0:-1";
  CHECK(letter->message->properties ==
        Properties{{"REAL_TOPIC", kTopic},
                   {"REAL_SUBSCRIPTION", "s"},
                   {"ORIGIN_MESSAGE_ID", origin},
                   {"x", "y"},
                   {"ORIGIN_MESSAGE_IDY_TIME", origin}});
  CHECK(letter->message->key == "k");
  CHECK(letter->message->event_time == 0);
  CHECK(letter->message->publish_time == fixture.clock.now_ms());
  CHECK(letter->redelivery_count == 0);
}

TEST_CASE("dead letters go where the consumer says", "[mock][dead_letter]") {
  BrokerFixture fixture;
  ConsumerRequest request = mortal(1);
  request.dead_letter_topic = "persistent://public/default/grave";
  const Port port = fixture.create(request);
  const Port grave = graveyard(fixture, request.dead_letter_topic);
  Sending send = fixture.create();
  send("a");
  nack_all(fixture, port);
  nack_all(fixture, port);
  CHECK(payloads(grave) == Payloads{"a"});
}

TEST_CASE("the dead letters of partitions are in one topic",
          "[mock][dead_letter]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_partitioned_topic(kTopic, 2));
  const Port port = fixture.create(mortal(1));
  const Port grave = graveyard(fixture);
  Sending to_zero = fixture.create(producer(kTopic + "-partition-0"));
  Sending to_one = fixture.create(producer(kTopic + "-partition-1"));
  to_zero("a");
  to_one("b");
  nack_all(fixture, port);
  nack_all(fixture, port);
  const auto letters = receive_all(grave);
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].message->properties.front().second ==
        kTopic + "-partition-0");
}

TEST_CASE("what is acknowledged at its last try is no dead letter",
          "[mock][dead_letter]") {
  BrokerFixture fixture;
  const Port port = fixture.create(mortal(1));
  const Port grave = graveyard(fixture);
  Sending send = fixture.create();
  const Receipt a = send("a");
  nack_all(fixture, port);
  CHECK(counted(port) == Payloads{"a/1"});
  port->negative_acknowledge(a.id);
  port->acknowledge(a.id);
  fixture.clock.advance(kNackMs);
  CHECK(payloads(grave).empty());
}

TEST_CASE("Exclusive has no dead letters", "[mock][dead_letter]") {
  BrokerFixture fixture;
  ConsumerRequest request = mortal(1);
  request.type = "Exclusive";
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  send("a");
  for (int i = 0; i < 3; ++i) nack_all(fixture, port);
  CHECK(counted(port) == Payloads{"a/0"});
}

TEST_CASE("a dead letter of a batch is of its whole batch",
          "[mock][dead_letter]") {
  BrokerFixture fixture;
  const Port port = fixture.create(mortal(1));
  const Port grave = graveyard(fixture);
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  nack_all(fixture, port);
  nack_all(fixture, port);
  const auto letters = receive_all(grave);
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].message->payload == "a");
  CHECK(letters[1].message->payload == "b");
  CHECK(fixture.subscription().backlog == 0);
}

TEST_CASE("what came too often already is buried unseen",
          "[mock][dead_letter]") {
  BrokerFixture fixture;
  const Port grave = graveyard(fixture);
  Port stubborn = fixture.create(mortal(0));
  Sending send = fixture.create();
  send("a");
  nack_all(fixture, stubborn);
  nack_all(fixture, stubborn);
  CHECK(counted(stubborn) == Payloads{"a/2"});
  const Port port = fixture.create(mortal(1));
  stubborn.reset();
  CHECK(counted(port).empty());
  CHECK(payloads(grave) == Payloads{"a"});
}

TEST_CASE("last tries are forgotten with the counts, when a topic is unloaded",
          "[mock][dead_letter]") {
  BrokerFixture fixture;
  const Port port = fixture.create(mortal(1));
  const Port grave = graveyard(fixture);
  Sending send = fixture.create();
  const Receipt a = send("a");
  nack_all(fixture, port);
  CHECK(counted(port) == Payloads{"a/1"});
  REQUIRE(fixture.broker.unload(kTopic));
  CHECK(counted(port) == Payloads{"a/0"});
  port->negative_acknowledge(a.id);
  fixture.clock.advance(kNackMs);
  CHECK(counted(port) == Payloads{"a/1"});
  CHECK(payloads(grave).empty());
}
