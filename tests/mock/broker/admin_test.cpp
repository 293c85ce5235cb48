#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

TEST_CASE("stats count what came and what went", "[mock][admin]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer("Shared");
  request.consumer_name = "c";
  request.receiver_queue_size = 10;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  const Receipt a = send("aaa");
  send("bb");
  REQUIRE(port->receive());
  port->acknowledge(a.id);

  const auto stats = fixture.broker.stats(kTopic);
  REQUIRE(stats);
  CHECK(stats->messages_in == 2);
  CHECK(stats->bytes_in == 5);
  CHECK(stats->messages_out == 2);
  CHECK(stats->publishers.size() == 1);
  const auto subscription = fixture.subscription();
  CHECK(subscription.type == "Shared");
  CHECK(subscription.durable);
  CHECK(subscription.backlog == 1);
  CHECK(subscription.unacked == 1);
  CHECK(subscription.delivered == 2);
  REQUIRE(subscription.consumers.size() == 1);
  CHECK(subscription.consumers[0].name == "c");
  CHECK(subscription.consumers[0].permits == 9);
  CHECK(subscription.consumers[0].unacked == 1);
  CHECK(subscription.consumers[0].delivered == 2);
}

TEST_CASE("a subscription that nobody uses has no type", "[mock][admin]") {
  BrokerFixture fixture;
  fixture.create(consumer("Shared"));
  CHECK(fixture.subscription().type == "None");
  CHECK(fixture.subscription().consumers.empty());
}

TEST_CASE("there are no stats of what is not there", "[mock][admin]") {
  BrokerFixture fixture;
  CHECK_FALSE(fixture.broker.stats(kTopic));
  CHECK_FALSE(fixture.broker.unload(kTopic));
  CHECK_FALSE(fixture.broker.skip(kTopic, "s", std::nullopt));
  CHECK_FALSE(fixture.broker.entry(kTopic, 1));
  CHECK_FALSE(fixture.broker.delete_topic(kTopic));
  CHECK_FALSE(fixture.broker.delete_subscription(kTopic, "s"));
  CHECK_FALSE(fixture.broker.partitions(kTopic));
}

TEST_CASE("a subscription made beforehand begins there", "[mock][admin]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  send("before");
  CHECK(fixture.broker.create_subscription(kTopic, "s"));
  CHECK_FALSE(fixture.broker.create_subscription(kTopic, "s"));
  send("after");
  const Port port = fixture.create(consumer("Shared"));
  CHECK(payloads(port) == Payloads{"after"});
}

TEST_CASE("a subscription is deleted when nobody uses it", "[mock][admin]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer());
  CHECK_FALSE(fixture.broker.delete_subscription(kTopic, "s"));
  port.reset();
  CHECK(fixture.broker.delete_subscription(kTopic, "s"));
  CHECK(fixture.broker.stats(kTopic)->subscriptions.empty());
}

TEST_CASE("skipping settles the first so many", "[mock][admin]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer());
  port.reset();
  Sending send = fixture.create();
  for (const char* payload : {"a", "b", "c", "d"}) send(payload);
  CHECK(fixture.broker.skip(kTopic, "s", 1));
  CHECK(fixture.broker.skip(kTopic, "s", 2));
  CHECK(fixture.subscription().backlog == 1);
  port = fixture.create(consumer());
  CHECK(payloads(port) == Payloads{"d"});
}

TEST_CASE("skipping all leaves what comes", "[mock][admin]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer());
  port.reset();
  Sending send = fixture.create();
  send("a");
  send("b");
  CHECK(fixture.broker.skip(kTopic, "s", std::nullopt));
  CHECK(fixture.subscription().backlog == 0);
  send("c");
  port = fixture.create(consumer());
  CHECK(payloads(port) == Payloads{"c"});
}

TEST_CASE("an unloaded topic brings unacknowledged again, uncounted",
          "[mock][admin]") {
  const std::string type = GENERATE("Exclusive", "Shared", "Key_Shared");
  BrokerFixture fixture;
  ConsumerRequest request = consumer(type);
  request.negative_ack_delay_ms = 0;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  const Receipt a = send("a");
  const Receipt b = send("b");
  receive_all(port);
  port->acknowledge(a.id);
  port->negative_acknowledge(b.id);
  fixture.clock.advance(200);
  receive_all(port);
  CHECK(fixture.broker.unload(kTopic));
  CHECK(counted(port) == Payloads{"b/0"});
  CHECK_FALSE(send("c").refusal);
  CHECK(counted(port) == Payloads{"c/0"});
}

TEST_CASE("who uses a deleted topic is left without", "[mock][admin]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer();
  request.ack_timeout_ms = 1000;
  const Port port = fixture.create(request);
  Sending send = fixture.create();
  const Receipt a = send("a");
  REQUIRE(port->receive());
  send("queued");
  CHECK(fixture.broker.delete_topic(kTopic));
  CHECK(payloads(port).empty());
  port->acknowledge(a.id);
  port->negative_acknowledge(a.id);
  fixture.clock.advance(100000);
  CHECK(payloads(port).empty());
  CHECK_FALSE(port->has_reached_end_of_topic());
  CHECK(send("b").refusal);
  CHECK_FALSE(fixture.broker.stats(kTopic));
}

TEST_CASE("a topic that is made again is another", "[mock][admin]") {
  BrokerFixture fixture;
  Sending send = fixture.create();
  const Receipt old = send("a");
  REQUIRE(fixture.broker.delete_topic(kTopic));
  Sending again = fixture.create();
  const Receipt receipt = again("b");
  CHECK(receipt.id.ledger_id > old.id.ledger_id);
  CHECK(receipt.id.entry_id == 0);
}

TEST_CASE("a batch of a deleted topic is refused when it is full",
          "[mock][admin]") {
  BrokerFixture fixture;
  Sending send = fixture.create(batching_producer(2));
  send("a");
  REQUIRE(fixture.broker.delete_topic(kTopic));
  send("b");
  REQUIRE(send.answers().size() == 2);
  CHECK(send.answers()[0].refusal);
}

TEST_CASE("an entry tells what is stored with it", "[mock][admin]") {
  BrokerFixture fixture;
  ProducerRequest request = producer();
  request.name = "me";
  request.compression = "LZ4";
  Sending send = fixture.create(request);
  BrokerMessage whole = keyed("k", "payload");
  whole.properties = {{"x", "y"}};
  whole.replication_clusters = {"one", "other"};
  send(message("first"));
  send(whole);
  const auto id = send.answers().back().id;
  const auto entry = fixture.broker.entry(kTopic, 2);
  REQUIRE(entry);
  CHECK(entry->payload == "payload");
  CHECK(entry->fields ==
        Properties{{"Message-ID", std::to_string(id.ledger_id) + ":1"},
                   {"PROPERTY", R"({"x":"y"})"},
                   {"publish-time", "2023-11-14T22:13:20.000Z"},
                   {"Is-Encrypted", "false"},
                   {"producer-name", "me"},
                   {"sequence-id", "1"},
                   {"replicated-to", "one,other"},
                   {"partition-key", "k"},
                   {"compression", "LZ4"}});
  CHECK_FALSE(fixture.broker.entry(kTopic, 0));
  CHECK_FALSE(fixture.broker.entry(kTopic, 3));
}

TEST_CASE("tenants and namespaces come and go", "[mock][admin]") {
  BrokerFixture fixture;
  CHECK(fixture.broker.tenants() == Payloads{"public", "pulsar"});
  CHECK(fixture.broker.create_tenant("t"));
  CHECK_FALSE(fixture.broker.create_tenant("t"));
  CHECK(fixture.broker.delete_tenant("t"));
  CHECK_FALSE(fixture.broker.delete_tenant("t"));

  CHECK(fixture.broker.create_namespace("public/n"));
  CHECK_FALSE(fixture.broker.create_namespace("public/n"));
  Sending send = fixture.create(producer("persistent://public/n/t"));
  CHECK(fixture.broker.topics("public/n") ==
        Payloads{"persistent://public/n/t"});
  CHECK_FALSE(fixture.broker.delete_namespace("public/n"));
  REQUIRE(fixture.broker.delete_topic("persistent://public/n/t"));
  CHECK(fixture.broker.delete_namespace("public/n"));
  CHECK_FALSE(fixture.broker.delete_namespace("public/n"));
}

TEST_CASE("a namespace's policies go with it", "[mock][admin]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_namespace("public/n"));
  fixture.broker.set_policy("public/n", "maxProducersPerTopic", "1");
  REQUIRE(fixture.broker.delete_namespace("public/n"));
  REQUIRE(fixture.broker.create_namespace("public/n"));
  const std::string topic = "persistent://public/n/t";
  const Sending one = fixture.create(producer(topic));
  const Sending other = fixture.create(producer(topic));
  CHECK(fixture.broker.stats(topic)->publishers.size() == 2);
}
