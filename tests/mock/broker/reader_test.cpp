#include <limits>

#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

ReaderRequest reader_behind(const pulsarws::wire::MessageId& id) {
  ReaderRequest request = reader();
  request.start = id;
  return request;
}

}  // namespace

TEST_CASE("a reader begins at the end, or at the earliest", "[mock][reader]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("old");
  const Port latest = fixture.create(reader());
  ReaderRequest request = reader();
  request.earliest = true;
  const Port earliest = fixture.create(request);
  send("new");
  CHECK(payloads(latest) == Payloads{"new"});
  CHECK(payloads(earliest) == Payloads{"old", "new"});
}

TEST_CASE("a reader begins behind the message it names", "[mock][reader]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("a");
  const auto id = send("b").id;
  send("c");
  const Port port = fixture.create(reader_behind(id));
  CHECK(payloads(port) == Payloads{"c"});
}

// As with Pulsar's client, which takes the message itself for one of them.
TEST_CASE("a reader behind a message has one place less", "[mock][reader]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  const auto id = send("a").id;
  send("b");
  send("c");
  ReaderRequest request = reader_behind(id);
  request.receiver_queue_size = 1;
  CHECK(payloads(fixture.create(request)).empty());
  request.receiver_queue_size = 2;
  CHECK(payloads(fixture.create(request)) == Payloads{"b", "c"});
}

TEST_CASE("a reader may name what is not there", "[mock][reader]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  auto id = send("a").id;
  SECTION("a later entry") {
    id.entry_id = 7;
    const Port port = fixture.create(reader_behind(id));
    send("b");
    CHECK(payloads(port) == Payloads{"b"});
  }
  SECTION("an earlier ledger") {
    --id.ledger_id;
    CHECK(payloads(fixture.create(reader_behind(id))) == Payloads{"a"});
  }
  SECTION("a later ledger") {
    ++id.ledger_id;
    CHECK(payloads(fixture.create(reader_behind(id))).empty());
  }
}

TEST_CASE("a reader can begin within a batch", "[mock][reader]") {
  BrokerFixture fixture;
  Sending send = fixture.create(batching_producer(3));
  for (const char* payload : {"a", "b", "c", "d", "e", "f"}) send(payload);
  const auto& answers = send.answers();
  REQUIRE(answers.size() == 6);
  CHECK(payloads(fixture.create(reader_behind(answers[0].id))) ==
        Payloads{"b", "c", "d", "e", "f"});
  CHECK(payloads(fixture.create(reader_behind(answers[2].id))) ==
        Payloads{"d", "e", "f"});
  CHECK(payloads(fixture.create(reader_behind(answers[4].id))) ==
        Payloads{"f"});
  CHECK(payloads(fixture.create(reader_behind(answers[5].id))).empty());
}

TEST_CASE("readers are alone, each with all", "[mock][reader]") {
  BrokerFixture fixture;
  ReaderRequest request = reader();
  request.name = "me";
  const Port one = fixture.create(request);
  const Port other = fixture.create(request);
  Sending send = fixture.create();
  send("a");
  CHECK(payloads(one) == Payloads{"a"});
  CHECK(payloads(other) == Payloads{"a"});
  const auto subscriptions = fixture.broker.stats(kTopic)->subscriptions;
  REQUIRE(subscriptions.size() == 2);
  const auto& first = subscriptions.begin()->second;
  CHECK_FALSE(first.durable);
  CHECK(first.consumers.front().name == "me");
  CHECK(first.backlog == 0);
}

TEST_CASE("a reader leaves nothing behind", "[mock][reader]") {
  BrokerFixture fixture;
  Port port = fixture.create(reader());
  CHECK(fixture.broker.stats(kTopic)->subscriptions.size() == 1);
  port.reset();
  CHECK(fixture.broker.stats(kTopic)->subscriptions.empty());
}

TEST_CASE("what a reader has read does not come again", "[mock][reader]") {
  BrokerFixture fixture;
  const Port port = fixture.create(reader());
  Sending send = fixture.create();
  send("a");
  send("b");
  REQUIRE(port->receive());
  REQUIRE(fixture.broker.unload(kTopic));
  CHECK(payloads(port) == Payloads{"b"});
}

TEST_CASE("a reader without a queue reads nothing", "[mock][reader]") {
  BrokerFixture fixture;
  ReaderRequest request = reader();
  request.receiver_queue_size = 0;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  send("a");
  CHECK(payloads(port).empty());
}

TEST_CASE("a reader reads all partitions", "[mock][reader]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_partitioned_topic(kTopic, 3));
  ReaderRequest request = reader();
  request.earliest = true;
  const Port port = fixture.create(request);
  ProducerRequest in_turn = producer();
  in_turn.round_robin = true;
  Sending send = fixture.create(in_turn);
  for (const char* payload : {"a", "b", "c"}) send(payload);
  CHECK(payloads(port) == Payloads{"a", "b", "c"});
}

TEST_CASE("a reader of partitions cannot begin at a message",
          "[mock][reader]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_partitioned_topic(kTopic, 3));
  const BrokerRefusal refusal = fixture.refusal_of(reader_behind({}));
  CHECK(refusal.kind == BrokerRefusal::Kind::kOther);
  CHECK(refusal.is_from_client);
  CHECK(refusal.text ==
        "java.util.concurrent.ExecutionException: "
        "org.apache.pulsar.client.api.PulsarClientException: The partitioned "
        "topic startMessageId is illegal");
}

TEST_CASE("a reader's place may be beyond all numbers", "[mock][reader]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  ReaderRequest request = reader();
  request.start = send("a").id;
  request.start->entry_id = std::numeric_limits<std::int64_t>::max();
  CHECK(payloads(fixture.create(request)).empty());
}
