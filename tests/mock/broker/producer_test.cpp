#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

ProducerRequest named(std::string name) {
  ProducerRequest request = producer();
  request.name = std::move(name);
  return request;
}

}  // namespace

TEST_CASE("a producer's name is taken while it is there", "[mock][producer]") {
  BrokerFixture fixture;
  Sending first = fixture.create(named("me"));
  const BrokerRefusal refusal = fixture.refusal_of(named("me"));
  CHECK(refusal.kind == BrokerRefusal::Kind::kBusy);
  CHECK(refusal.text ==
        "org.apache.pulsar.broker.service.BrokerServiceException$"
        "NamingException: Producer with name 'me' is already connected to "
        "topic '" +
            kTopic + "'");
  first.close();
  fixture.create(named("me"));
}

TEST_CASE("the broker names who says no name", "[mock][producer]") {
  BrokerFixture fixture;
  const Sending one = fixture.create();
  const Sending other = fixture.create();
  const auto publishers = fixture.broker.stats(kTopic)->publishers;
  REQUIRE(publishers.size() == 2);
  CHECK_FALSE(publishers[0].name.empty());
  CHECK(publishers[0].name != publishers[1].name);
}

TEST_CASE("a namespace limits a topic's producers", "[mock][producer]") {
  BrokerFixture fixture;
  fixture.broker.set_policy("public/default", "maxProducersPerTopic", "1");
  Sending one = fixture.create();
  const BrokerRefusal refusal = fixture.refusal_of(producer());
  CHECK(refusal.kind == BrokerRefusal::Kind::kBusy);
  CHECK(refusal.text == "Topic '" + kTopic + "' reached max producers limit");
  fixture.create(producer(kTopic + "2"));
  one.close();
  fixture.create();
}

TEST_CASE("a limit of 0 is none", "[mock][producer]") {
  BrokerFixture fixture;
  fixture.broker.set_policy("public/default", "maxProducersPerTopic", "0");
  const Sending one = fixture.create();
  const Sending other = fixture.create();
  CHECK(fixture.broker.stats(kTopic)->publishers.size() == 2);
}

TEST_CASE("a schema keeps producers without one out where it is enforced",
          "[mock][producer]") {
  BrokerFixture fixture;
  fixture.broker.give_schema(kTopic);
  fixture.create();
  fixture.broker.set_policy("public/default", "schemaValidationEnforced",
                            "true");
  const BrokerRefusal refusal = fixture.refusal_of(producer());
  CHECK(refusal.kind == BrokerRefusal::Kind::kBusy);
  CHECK(refusal.text.find("IncompatibleSchemaException") != std::string::npos);
  fixture.create(producer(kTopic + "2"));
}

TEST_CASE("nobody comes to a namespace that is not there", "[mock][producer]") {
  BrokerFixture fixture;
  const std::string topic = "persistent://public/nowhere/t";
  ConsumerRequest subscribing = consumer();
  subscribing.topics = {topic};
  for (const BrokerRefusal& refusal :
       {fixture.refusal_of(producer(topic)), fixture.refusal_of(subscribing),
        fixture.refusal_of(reader(topic))}) {
    CHECK(refusal.kind == BrokerRefusal::Kind::kNotFound);
    CHECK(refusal.text == "Namespace not found");
  }
  REQUIRE(fixture.broker.create_namespace("public/nowhere"));
  fixture.create(producer(topic));
}

TEST_CASE("a namespace may want its topics made beforehand",
          "[mock][producer]") {
  BrokerFixture fixture;
  fixture.broker.set_policy("public/default", "autoTopicCreation",
                            R"({"allowAutoTopicCreation":false})");
  CHECK(fixture.refusal_of(producer()).kind == BrokerRefusal::Kind::kNotFound);
  CHECK_FALSE(fixture.broker.stats(kTopic));
  REQUIRE(fixture.broker.create_topic(kTopic));
  fixture.create();
}

TEST_CASE("what was sent comes as it is", "[mock][producer]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer());
  Sending send = fixture.create();
  BrokerMessage whole = keyed("", "payload");
  whole.properties = {{"z", "1"}, {"a", "2"}};
  whole.event_time = 1767323045678;
  whole.encryption = std::make_shared<const Encryption>();
  send(whole);
  const auto received = port->receive();
  REQUIRE(received);
  CHECK(received->message->payload == "payload");
  CHECK(received->message->key == "");
  CHECK(received->message->properties == whole.properties);
  CHECK(received->message->event_time == 1767323045678);
  CHECK(received->message->encryption == whole.encryption);
}
