#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

TEST_CASE("a full batch is stored and answered at once", "[mock][batch]") {
  BrokerFixture fixture;
  Sending send = fixture.create(batching_producer(3));
  send("a");
  send("b");
  CHECK(send.answers().empty());
  send("c");
  REQUIRE(send.answers().size() == 3);
  for (std::int32_t i = 0; i < 3; ++i) {
    const auto& id = send.answers()[static_cast<std::size_t>(i)].id;
    CHECK(id.entry_id == 0);
    CHECK(id.batch_index == i);
    CHECK(id.batch_size == 0);  // told to receivers only
  }
}

TEST_CASE("a batch that is not full is stored after its delay",
          "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(3));
  send("a");
  fixture.clock.advance(5);
  send("b");
  fixture.clock.advance(4);
  CHECK(payloads(port).empty());
  fixture.clock.advance(1);
  CHECK(payloads(port) == Payloads{"a", "b"});
  CHECK(send.answers().size() == 2);
}

TEST_CASE("the delay of a batch that got full does not end the next",
          "[mock][batch]") {
  BrokerFixture fixture;
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  fixture.clock.advance(5);
  send("c");
  fixture.clock.advance(5);
  CHECK(send.answers().size() == 2);
  fixture.clock.advance(5);
  CHECK(send.answers().size() == 3);
}

TEST_CASE("a batch of one message is none", "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(3));
  send("a");
  fixture.clock.advance(10);
  REQUIRE(send.answers().size() == 1);
  CHECK(send.answers()[0].id.batch_index == -1);
  const auto received = port->receive();
  REQUIRE(received);
  CHECK(received->id.batch_index == -1);
  CHECK(received->id.batch_size == 0);
}

TEST_CASE("a batch's messages come one by one, with its size",
          "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  const auto received = receive_all(port);
  REQUIRE(received.size() == 2);
  CHECK(received[0].message->payload == "a");
  CHECK(received[1].message->payload == "b");
  CHECK(received[1].id.batch_index == 1);
  CHECK(received[1].id.batch_size == 2);
  CHECK(received[1].id == send.answers()[1].id);
}

TEST_CASE("a batch is acknowledged when all of it is", "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  receive_all(port);
  port->acknowledge(send.answers()[0].id);
  port->acknowledge(send.answers()[0].id);
  CHECK(fixture.subscription().backlog == 1);
  port->acknowledge(send.answers()[1].id);
  CHECK(fixture.subscription().backlog == 0);
}

TEST_CASE("an id without an index is the whole batch's", "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  auto id = send.answers()[0].id;
  id.batch_index = -1;
  port->acknowledge(id);
  CHECK(fixture.subscription().backlog == 0);
}

TEST_CASE("a batch that is half acknowledged comes again whole",
          "[mock][batch]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(2));
  send("a");
  send("b");
  receive_all(port);
  port->acknowledge(send.answers()[0].id);
  port.reset();
  port = fixture.create(consumer());
  CHECK(payloads(port) == Payloads{"a", "b"});
  // And the old half does not count.
  port->acknowledge(send.answers()[1].id);
  CHECK(fixture.subscription().backlog == 1);
}

TEST_CASE("a delayed message goes alone, behind the batch before it",
          "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(10));
  send("a");
  BrokerMessage delayed = message("b");
  delayed.deliver_after_ms = 5000;
  send(delayed);
  CHECK(payloads(port) == Payloads{"a", "b"});
  REQUIRE(send.answers().size() == 2);
  CHECK(send.answers()[1].id.entry_id == 1);
}

TEST_CASE("a producer refuses more than may be pending", "[mock][batch]") {
  BrokerFixture fixture;
  ProducerRequest request = batching_producer(10);
  request.max_pending_messages = 2;
  Sending send = fixture.create(request);
  send("a");
  send("b");
  const Receipt receipt = send("c");
  REQUIRE(receipt.refusal);
  CHECK(*receipt.refusal ==
        "org.apache.pulsar.client.api.PulsarClientException$"
        "ProducerQueueIsFullError: Producer send queue is full");
  fixture.clock.advance(10);
  CHECK(send.answers().size() == 3);
  CHECK_FALSE(send.answers().back().refusal);
}

TEST_CASE("a producer that closes stores its batch, and answers nobody",
          "[mock][batch]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create(batching_producer(10));
  send("a");
  send.close();
  CHECK(payloads(port) == Payloads{"a"});
  CHECK(send.answers().empty());
  fixture.clock.advance(100);
}

TEST_CASE("a queue with any room takes a batch whole", "[mock][batch]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer();
  request.receiver_queue_size = 1;
  const Port port = fixture.create(request);
  Sending send = fixture.create(batching_producer(2));
  for (const char* payload : {"a", "b", "c", "d"}) send(payload);
  CHECK(fixture.subscription().unacked == 2);
  CHECK(payloads(port) == Payloads{"a", "b", "c", "d"});
}
