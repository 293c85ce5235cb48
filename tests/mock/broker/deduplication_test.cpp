#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

ProducerRequest named(std::optional<std::int64_t> initial = std::nullopt) {
  ProducerRequest request = producer();
  request.name = "me";
  request.initial_sequence_id = initial;
  return request;
}

std::string sequence_id_of(BrokerFixture& fixture, std::int64_t number) {
  const auto entry = fixture.broker.entry(kTopic, number);
  REQUIRE(entry);
  for (const auto& [name, value] : entry->fields) {
    if (name == "sequence-id") return value;
  }
  return "none";
}

}  // namespace

TEST_CASE("what a producer sent before is not stored again",
          "[mock][deduplication]") {
  BrokerFixture fixture(true);
  const Port port = fixture.create(consumer());
  Sending first = fixture.create(named());
  for (const char* payload : {"0", "1", "2"}) first(payload);
  first.close();

  // Its first is number 1.
  Sending again = fixture.create(named(0));
  const Receipt duplicate = again("one again");
  CHECK_FALSE(duplicate.refusal);
  CHECK(duplicate.id.ledger_id == -1);
  CHECK(duplicate.id.entry_id == -1);
  CHECK(again("two again").id.ledger_id == -1);
  CHECK(again("3").id.entry_id == 3);
  CHECK(payloads(port) == Payloads{"0", "1", "2", "3"});
}

TEST_CASE("a producer that says no number goes on behind its last",
          "[mock][deduplication]") {
  BrokerFixture fixture(true);
  Sending first = fixture.create(named(41));
  first("42");
  first.close();
  Sending again = fixture.create(named());
  CHECK(again("43").id.entry_id == 1);
  CHECK(sequence_id_of(fixture, 1) == "42");
  CHECK(sequence_id_of(fixture, 2) == "43");
}

TEST_CASE("producers' numbers are their own", "[mock][deduplication]") {
  BrokerFixture fixture(true);
  Sending mine = fixture.create(named());
  mine("a");
  Sending other = fixture.create();
  CHECK(other("b").id.entry_id == 1);
}

TEST_CASE("without deduplication everything is stored",
          "[mock][deduplication]") {
  BrokerFixture fixture;
  Sending first = fixture.create(named());
  first("0");
  first("1");
  first.close();
  Sending again = fixture.create(named(-1));
  CHECK(again("0").id.entry_id == 2);
}

TEST_CASE("without deduplication nobody knows a producer's last number",
          "[mock][deduplication]") {
  BrokerFixture fixture;
  Sending first = fixture.create(named());
  first("a");
  first("b");
  first.close();
  Sending again = fixture.create(named());
  again("c");
  CHECK(sequence_id_of(fixture, 2) == "1");
  CHECK(sequence_id_of(fixture, 3) == "0");
}

TEST_CASE("a namespace may wish otherwise than the broker",
          "[mock][deduplication]") {
  const bool broker_does = GENERATE(true, false);
  BrokerFixture fixture(broker_does);
  fixture.broker.set_policy("public/default", "deduplication",
                            broker_does ? "false" : "true");
  Sending first = fixture.create(named());
  first("0");
  first.close();
  Sending again = fixture.create(named(-1));
  CHECK((again("0").id.ledger_id == -1) != broker_does);
  CHECK(fixture.broker.stats(kTopic)->deduplication != broker_does);
}

TEST_CASE("a batch is a duplicate as a whole", "[mock][deduplication]") {
  BrokerFixture fixture(true);
  ProducerRequest request = batching_producer(2);
  request.name = "me";
  Sending first = fixture.create(request);
  first("0");
  first("1");
  first.close();
  request.initial_sequence_id = -1;
  Sending again = fixture.create(request);
  again("0");
  again("1");
  REQUIRE(again.answers().size() == 2);
  for (const Receipt& one : again.answers()) CHECK(one.id.ledger_id == -1);
  again("2");
  again("3");
  CHECK(again.answers().back().id.entry_id == 1);
}
