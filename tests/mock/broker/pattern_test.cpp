#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

const std::string kFull = "persistent://public/default/";

ConsumerRequest pattern(std::string topics_pattern) {
  ConsumerRequest request = consumer();
  request.topics.clear();
  request.topics_pattern = std::move(topics_pattern);
  return request;
}

}  // namespace

TEST_CASE("a pattern takes the topics whose whole names fit",
          "[mock][pattern]") {
  const std::string words =
      GENERATE("x.", "public/default/x.", "persistent://public/default/x.");
  BrokerFixture fixture;
  Sending one = fixture.create(producer(kFull + "x1"));
  Sending other = fixture.create(producer(kFull + "x2"));
  Sending longer = fixture.create(producer(kFull + "x10"));
  Sending elsewhere = fixture.create(producer(kFull + "y1"));
  const Port port = fixture.create(pattern(words));
  one("one");
  other("other");
  longer("longer");
  elsewhere("elsewhere");
  CHECK(payloads(port) == Payloads{"one", "other"});
}

TEST_CASE("a pattern takes old topics from where it is told",
          "[mock][pattern]") {
  BrokerFixture fixture;
  Sending send = fixture.create(producer(kFull + "x1"));
  send("old");
  const Port latest = fixture.create(pattern("x.*"));
  ConsumerRequest request = pattern("x.*");
  request.subscription = "other";
  request.earliest = true;
  const Port earliest = fixture.create(request);
  send("new");
  CHECK(payloads(latest) == Payloads{"new"});
  CHECK(payloads(earliest) == Payloads{"old", "new"});
}

TEST_CASE("a topic that comes later joins from its beginning",
          "[mock][pattern]") {
  BrokerFixture fixture;
  const Port port = fixture.create(pattern("x.*"));
  Sending send = fixture.create(producer(kFull + "x1"));
  Sending elsewhere = fixture.create(producer(kFull + "y1"));
  send("a");
  elsewhere("b");
  const auto received = receive_all(port);
  REQUIRE(received.size() == 1);
  port->acknowledge(received[0].id);
  CHECK(fixture.broker.stats(kFull + "x1")->subscriptions.at("s").backlog == 0);
  CHECK(fixture.broker.stats(kFull + "y1")->subscriptions.empty());
}

TEST_CASE("a consumer that is gone joins nothing", "[mock][pattern]") {
  BrokerFixture fixture;
  Port port = fixture.create(pattern("x.*"));
  port.reset();
  Sending send = fixture.create(producer(kFull + "x1"));
  send("a");
  CHECK(fixture.broker.stats(kFull + "x1")->subscriptions.empty());
}

TEST_CASE("a consumer that unsubscribed joins nothing", "[mock][pattern]") {
  BrokerFixture fixture;
  Sending first = fixture.create(producer(kFull + "x1"));
  const Port port = fixture.create(pattern("x.*"));
  CHECK(port->unsubscribe());
  Sending send = fixture.create(producer(kFull + "x2"));
  send("a");
  CHECK(payloads(port).empty());
  CHECK(fixture.broker.stats(kFull + "x2")->subscriptions.empty());
}

TEST_CASE("a pattern may fit its own dead letters", "[mock][pattern]") {
  BrokerFixture fixture;
  ConsumerRequest request = pattern("x.*");
  request.type = "Shared";
  request.max_redeliver_count = 1;
  request.negative_ack_delay_ms = 0;
  Sending send = fixture.create(producer(kFull + "x1"));
  const Port port = fixture.create(request);
  const Receipt a = send("a");
  for (int i = 0; i < 2; ++i) {
    CHECK(payloads(port) == Payloads{"a"});
    port->negative_acknowledge(a.id);
    fixture.clock.advance(130);
  }
  const auto letter = port->receive();
  REQUIRE(letter);
  CHECK(letter->redelivery_count == 0);
  CHECK(letter->message->properties.front().second == kFull + "x1");
}

TEST_CASE("a pattern is of the partitioned topic's name", "[mock][pattern]") {
  BrokerFixture fixture;
  REQUIRE(fixture.broker.create_partitioned_topic(kFull + "x1", 2));
  const Port port = fixture.create(pattern("x[0-9]"));
  REQUIRE(fixture.broker.create_partitioned_topic(kFull + "x2", 2));
  Sending old = fixture.create(producer(kFull + "x1-partition-1"));
  Sending later = fixture.create(producer(kFull + "x2-partition-0"));
  old("a");
  later("b");
  CHECK(payloads(port) == Payloads{"a", "b"});
}

TEST_CASE("a pattern does not take topics that are not persistent",
          "[mock][pattern]") {
  BrokerFixture fixture;
  const Port port = fixture.create(pattern("x.*"));
  Sending send = fixture.create(producer("non-persistent://public/default/x1"));
  send("a");
  CHECK(payloads(port).empty());
}

TEST_CASE("a pattern that is none is refused in Java's words",
          "[mock][pattern]") {
  BrokerFixture fixture;
  const BrokerRefusal refusal = fixture.refusal_of(pattern("x["));
  CHECK(refusal.kind == BrokerRefusal::Kind::kInvalidArgument);
  CHECK(refusal.text == "Unclosed character class near index 1\nx[\n ^");
  CHECK(fixture.refusal_of(pattern("x(")).text ==
        "Unclosed group near index 2\nx(\n  ^");
  CHECK(fixture.refusal_of(pattern("*x")).text ==
        "Dangling meta character '*' near index 0\n*x\n^");
}

TEST_CASE("a list takes just its topics", "[mock][pattern]") {
  BrokerFixture fixture;
  ConsumerRequest request = consumer();
  request.topics = {kFull + "x1", kFull + "x2"};
  const Port port = fixture.create(request);
  Sending one = fixture.create(producer(kFull + "x1"));
  Sending other = fixture.create(producer(kFull + "x2"));
  Sending elsewhere = fixture.create(producer(kFull + "x3"));
  one("one");
  other("other");
  elsewhere("elsewhere");
  CHECK(payloads(port) == Payloads{"one", "other"});
}
