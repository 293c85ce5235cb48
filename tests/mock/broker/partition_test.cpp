#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

struct Partitioned : BrokerFixture {
  explicit Partitioned(std::int32_t count) {
    REQUIRE(broker.create_partitioned_topic(kTopic, count));
  }
};

std::int32_t partition_of(Sending& send, const std::string& key) {
  send(keyed(key, "p"));
  return send.answers().back().id.partition;
}

}  // namespace

TEST_CASE("a key's partition is the real one's", "[mock][partition]") {
  Partitioned fixture(5);
  Sending java = fixture.create();
  CHECK(partition_of(java, "k") == 2);
  CHECK(partition_of(java, "a") == 2);
  CHECK(partition_of(java, "b") == 3);
  CHECK(partition_of(java, "key-1") == 3);
  CHECK(partition_of(java, "Order") == 3);

  ProducerRequest request = producer();
  request.hashing_scheme = "Murmur3_32Hash";
  Sending murmur = fixture.create(request);
  CHECK(partition_of(murmur, "k") == 2);
  CHECK(partition_of(murmur, "a") == 0);
  CHECK(partition_of(murmur, "b") == 2);
  CHECK(partition_of(murmur, "key-1") == 2);
  CHECK(partition_of(murmur, "Order") == 3);
}

TEST_CASE("without keys a producer keeps to one partition",
          "[mock][partition]") {
  Partitioned fixture(3);
  Sending send = fixture.create();
  const auto partition = send("a").id.partition;
  CHECK(send("b").id.partition == partition);
  CHECK(send("c").id.partition == partition);
  CHECK(send.answers().back().id.entry_id == 2);
}

TEST_CASE("a producer in turn takes each partition", "[mock][partition]") {
  Partitioned fixture(3);
  ProducerRequest request = producer();
  request.round_robin = true;
  Sending send = fixture.create(request);
  const auto first = send("a").id.partition;
  CHECK(send("b").id.partition == (first + 1) % 3);
  CHECK(send("c").id.partition == (first + 2) % 3);
  CHECK(send("d").id.partition == first);
}

TEST_CASE("a consumer has all partitions, and acknowledges each",
          "[mock][partition]") {
  Partitioned fixture(3);
  const Port port = fixture.create(consumer());
  ProducerRequest request = producer();
  request.round_robin = true;
  Sending send = fixture.create(request);
  for (const char* payload : {"a", "b", "c"}) send(payload);
  const auto received = receive_all(port);
  REQUIRE(received.size() == 3);
  for (std::size_t i = 0; i < received.size(); ++i) {
    CHECK(received[i].id == send.answers()[i].id);
    port->acknowledge(received[i].id);
  }
  for (const char* suffix : {"-partition-0", "-partition-1", "-partition-2"}) {
    const auto stats = fixture.broker.stats(kTopic + suffix);
    REQUIRE(stats);
    CHECK(stats->messages_in == 1);
    CHECK(stats->subscriptions.at("s").backlog == 0);
  }
}

TEST_CASE("each partition batches for itself", "[mock][partition]") {
  Partitioned fixture(2);
  ProducerRequest request = batching_producer(2);
  request.round_robin = true;
  Sending send = fixture.create(request);
  send("a");
  send("b");
  CHECK(send.answers().empty());
  send("c");
  REQUIRE(send.answers().size() == 2);
  CHECK(send.answers()[0].id.partition == send.answers()[1].id.partition);
  fixture.clock.advance(10);
  CHECK(send.answers().size() == 3);
}

TEST_CASE("one partition can be had by its name", "[mock][partition]") {
  Partitioned fixture(2);
  ConsumerRequest request = consumer();
  request.topics = {kTopic + "-partition-1"};
  const Port port = fixture.create(request);
  Sending one = fixture.create(producer(kTopic + "-partition-1"));
  Sending other = fixture.create(producer(kTopic + "-partition-0"));
  CHECK(one("a").id.partition == 1);
  other("b");
  CHECK(payloads(port) == Payloads{"a"});
}

TEST_CASE("a partition beyond the last is refused", "[mock][partition]") {
  Partitioned fixture(2);
  const BrokerRefusal refusal =
      fixture.refusal_of(producer(kTopic + "-partition-2"));
  CHECK(refusal.kind == BrokerRefusal::Kind::kOther);
  CHECK(refusal.text == "Illegal topic partition name " + kTopic +
                            "-partition-2 with max allowed 2 partitions");
}

TEST_CASE("a name like a partition's is one only of a partitioned topic",
          "[mock][partition]") {
  BrokerFixture fixture;
  Sending send = fixture.create(producer(kTopic + "-partition-7"));
  CHECK(send("a").id.partition == -1);
}

TEST_CASE("who is refused at a partition hears of all of them",
          "[mock][partition]") {
  Partitioned fixture(2);
  const Port port = fixture.create(consumer());
  const BrokerRefusal refusal = fixture.refusal_of(consumer());
  CHECK(refusal.text == "Exclusive consumer is already connected");
  CHECK(refusal.preface ==
        "Failed to subscribe " + kTopic + " with 2 partitions\n");
}

TEST_CASE("who is refused at one partition leaves the others as they were",
          "[mock][partition]") {
  Partitioned fixture(2);
  ProducerRequest request = producer(kTopic + "-partition-1");
  request.name = "me";
  const Sending there = fixture.create(request);
  request.topic = kTopic;
  CHECK(fixture.refusal_of(request).kind == BrokerRefusal::Kind::kBusy);
  CHECK(fixture.broker.stats(kTopic + "-partition-0")->publishers.empty());
  CHECK(fixture.broker.stats(kTopic + "-partition-1")->publishers.size() == 1);
}

TEST_CASE("a partitioned topic goes with its partitions", "[mock][partition]") {
  Partitioned fixture(2);
  CHECK(fixture.broker.partitions(kTopic) == 2);
  CHECK_FALSE(fixture.broker.create_partitioned_topic(kTopic, 3));
  CHECK(fixture.broker.partitioned_topics("public/default") ==
        Payloads{kTopic});
  CHECK(fixture.broker.topics("public/default").size() == 2);
  CHECK(fixture.broker.delete_partitioned_topic(kTopic));
  CHECK_FALSE(fixture.broker.delete_partitioned_topic(kTopic));
  CHECK_FALSE(fixture.broker.partitions(kTopic));
  CHECK(fixture.broker.topics("public/default").empty());
}
