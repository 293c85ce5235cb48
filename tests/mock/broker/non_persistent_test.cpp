#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

const std::string kPassing = "non-persistent://public/default/t";

ConsumerRequest passing(std::string type, std::string subscription = "s") {
  ConsumerRequest request = consumer(std::move(type), std::move(subscription));
  request.topics = {kPassing};
  return request;
}

}  // namespace

TEST_CASE("every message of a non-persistent topic is 0:0",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  const Port port = fixture.create(passing("Exclusive"));
  Sending send = fixture.create(producer(kPassing));
  send("a");
  const Receipt second = send("b");
  CHECK_FALSE(second.refusal);
  CHECK(second.id.ledger_id == 0);
  CHECK(second.id.entry_id == 0);
  const auto received = receive_all(port);
  REQUIRE(received.size() == 2);
  CHECK(received[1].id == second.id);
  CHECK(received[1].message->payload == "b");
}

TEST_CASE("a non-persistent topic keeps nothing", "[mock][non_persistent]") {
  BrokerFixture fixture;
  Port port = fixture.create(passing("Shared"));
  Sending send = fixture.create(producer(kPassing));
  send("a");
  CHECK(payloads(port) == Payloads{"a"});
  port.reset();
  send("b");
  ConsumerRequest request = passing("Shared");
  request.earliest = true;
  port = fixture.create(request);
  CHECK(payloads(port).empty());
  const auto stats = fixture.broker.stats(kPassing);
  REQUIRE(stats);
  CHECK(stats->messages_in == 2);
  CHECK(stats->messages_out == 1);
  CHECK(stats->subscriptions.at("s").backlog == 0);
}

TEST_CASE("what there is no room for is lost", "[mock][non_persistent]") {
  BrokerFixture fixture;
  ConsumerRequest request = passing("Exclusive");
  request.receiver_queue_size = 1;
  const Port port = fixture.create(request);
  Sending send = fixture.create(producer(kPassing));
  send("a");
  send("b");
  CHECK(payloads(port) == Payloads{"a"});
  send("c");
  CHECK(payloads(port) == Payloads{"c"});
}

TEST_CASE("every subscription of a non-persistent topic has its messages",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  const Port one = fixture.create(passing("Exclusive", "one"));
  const Port other = fixture.create(passing("Exclusive", "other"));
  Sending send = fixture.create(producer(kPassing));
  send("a");
  CHECK(payloads(one) == Payloads{"a"});
  CHECK(payloads(other) == Payloads{"a"});
}

TEST_CASE("Shared consumers of a non-persistent topic take turns",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  const Port one = fixture.create(passing("Shared"));
  const Port other = fixture.create(passing("Shared"));
  Sending send = fixture.create(producer(kPassing));
  send("a");
  send("b");
  CHECK(payloads(one).size() == 1);
  CHECK(payloads(other).size() == 1);
}

TEST_CASE("a key has one consumer of a non-persistent topic",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  const Port one = fixture.create(passing("Key_Shared"));
  const Port other = fixture.create(passing("Key_Shared"));
  Sending send = fixture.create(producer(kPassing));
  for (const char* key : {"0", "1", "2", "3"}) {
    send(keyed(key, key));
    send(keyed(key, key));
    CHECK(receive_all(one).size() % 2 == 0);
    CHECK(receive_all(other).size() % 2 == 0);
  }
}

TEST_CASE("Failover of a non-persistent topic begins at once",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  const Port port = fixture.create(passing("Failover"));
  Sending send = fixture.create(producer(kPassing));
  send("a");
  CHECK(payloads(port) == Payloads{"a"});
}

TEST_CASE("nothing of a non-persistent topic comes again",
          "[mock][non_persistent]") {
  const std::string type = GENERATE("Shared", "Exclusive");
  BrokerFixture fixture;
  ConsumerRequest request = passing(type);
  request.negative_ack_delay_ms = 0;
  request.ack_timeout_ms = 1000;
  const Port port = fixture.create(request);
  Sending send = fixture.create(producer(kPassing));
  const Receipt a = send("a");
  send("b");
  receive_all(port);
  port->negative_acknowledge(a.id);
  port->acknowledge(a.id);
  fixture.clock.advance(5000);
  CHECK(payloads(port).empty());
}

TEST_CASE("a reader of a non-persistent topic reads what comes",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  const Port port = fixture.create(reader(kPassing));
  Sending send = fixture.create(producer(kPassing));
  send("a");
  CHECK(payloads(port) == Payloads{"a"});
}

// All of them have the place that it named.
TEST_CASE("a reader of a non-persistent topic leaves nothing out",
          "[mock][non_persistent]") {
  BrokerFixture fixture;
  ProducerRequest request = batching_producer(2);
  request.topic = kPassing;
  Sending send = fixture.create(request);
  send("a");
  send("b");
  REQUIRE(send.answers().size() == 2);
  ReaderRequest behind = reader(kPassing);
  behind.start = send.answers()[0].id;
  const Port port = fixture.create(behind);
  send("c");
  send("d");
  CHECK(payloads(port) == Payloads{"c", "d"});
}
