#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

BrokerMessage after(std::int64_t milliseconds, std::string payload) {
  BrokerMessage delayed = message(std::move(payload));
  delayed.deliver_after_ms = milliseconds;
  return delayed;
}

}  // namespace

TEST_CASE("Shared and Key_Shared hold a message back until its time",
          "[mock][delayed]") {
  const std::string type = GENERATE("Shared", "Key_Shared");
  BrokerFixture fixture;
  const Port port = fixture.create(consumer(type));
  Sending send = fixture.create();
  send(after(3000, "late"));
  send("at once");
  CHECK(payloads(port) == Payloads{"at once"});
  CHECK(fixture.subscription().delayed == 1);
  CHECK(fixture.subscription().backlog == 2);
  // The real one's came after 2921 to 2989 ms, told from the answer.
  fixture.clock.advance(2900);
  CHECK(payloads(port).empty());
  fixture.clock.advance(100);
  CHECK(counted(port) == Payloads{"late/0"});
  CHECK(fixture.subscription().delayed == 0);
}

TEST_CASE("Exclusive and Failover know no delays", "[mock][delayed]") {
  const std::string type = GENERATE("Exclusive", "Failover");
  BrokerFixture fixture;
  const Port port = fixture.create(consumer(type));
  fixture.clock.advance(1000);
  Sending send = fixture.create();
  send(after(3000, "late"));
  send("at once");
  CHECK(payloads(port) == Payloads{"late", "at once"});
}

TEST_CASE("a delay of a tick or less is none", "[mock][delayed]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer("Shared"));
  Sending send = fixture.create();
  send(after(1000, "a"));
  CHECK(payloads(port) == Payloads{"a"});
  send(after(1001, "b"));
  CHECK(payloads(port).empty());
}

TEST_CASE("a message can name its time", "[mock][delayed]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer("Shared"));
  Sending send = fixture.create();
  BrokerMessage late = message("late");
  late.deliver_at = fixture.clock.now_ms() + 5000;
  BrokerMessage past = message("past");
  past.deliver_at = fixture.clock.now_ms() - 5000;
  send(late);
  send(past);
  CHECK(payloads(port) == Payloads{"past"});
  fixture.clock.advance(5000);
  CHECK(payloads(port) == Payloads{"late"});
}

TEST_CASE("delayed messages come in the order of their times",
          "[mock][delayed]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer("Shared"));
  Sending send = fixture.create();
  send(after(9000, "third"));
  send(after(3000, "first"));
  send(after(6000, "second"));
  for (const char* payload : {"first", "second", "third"}) {
    fixture.clock.advance(3000);
    CHECK(payloads(port) == Payloads{payload});
  }
}

TEST_CASE("who comes later waits for the same time", "[mock][delayed]") {
  BrokerFixture fixture;
  Port port = fixture.create(consumer("Shared"));
  Sending send = fixture.create();
  send(after(5000, "late"));
  port.reset();
  fixture.clock.advance(2000);
  port = fixture.create(consumer("Shared"));
  CHECK(payloads(port).empty());
  fixture.clock.advance(3000);
  CHECK(payloads(port) == Payloads{"late"});
}

TEST_CASE("what is skipped does not come at its time", "[mock][delayed]") {
  BrokerFixture fixture;
  const Port port = fixture.create(consumer("Shared"));
  Sending send = fixture.create();
  send(after(5000, "late"));
  REQUIRE(fixture.broker.skip(kTopic, "s", std::nullopt));
  fixture.clock.advance(10000);
  CHECK(payloads(port).empty());
  CHECK(fixture.subscription().delayed == 0);
}
