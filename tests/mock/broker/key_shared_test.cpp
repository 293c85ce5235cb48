#include <map>

#include "tests/mock/broker/broker_fixture.h"

using namespace pulsarws::mock;
using namespace pulsarws::mock::broker;

namespace {

const Payloads kKeys = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

std::map<std::string, int> keys_of(const std::vector<BrokerDelivery>& all) {
  std::map<std::string, int> keys;
  for (const auto& one : all) ++keys[one.message->key.value_or("")];
  return keys;
}

}  // namespace

TEST_CASE("a key's messages all go to one Key_Shared consumer",
          "[mock][key_shared]") {
  BrokerFixture fixture;
  const Port one = fixture.create(consumer("Key_Shared"));
  const Port other = fixture.create(consumer("Key_Shared"));
  Sending send = fixture.create();
  for (int round = 0; round < 3; ++round) {
    for (const std::string& key : kKeys) send(keyed(key, "p"));
  }
  const auto its = keys_of(receive_all(one));
  const auto others = keys_of(receive_all(other));
  CHECK_FALSE(its.empty());
  CHECK_FALSE(others.empty());
  CHECK(its.size() + others.size() == kKeys.size());
  for (const auto& [key, count] : its) CHECK(count == 3);
  for (const auto& [key, count] : others) CHECK(count == 3);
}

TEST_CASE("messages without a key keep together as well",
          "[mock][key_shared]") {
  BrokerFixture fixture;
  const Port one = fixture.create(consumer("Key_Shared"));
  const Port other = fixture.create(consumer("Key_Shared"));
  Sending send = fixture.create();
  send("a");
  send("b");
  const Payloads its = payloads(one);
  const Payloads others = payloads(other);
  CHECK((its.empty() || others.empty()));
  CHECK(its.size() + others.size() == 2);
}

TEST_CASE("a key stays with who has unacknowledged messages of it",
          "[mock][key_shared]") {
  BrokerFixture fixture;
  const Port one = fixture.create(consumer("Key_Shared"));
  Sending send = fixture.create();
  for (const std::string& key : kKeys) send(keyed(key, "first"));
  const auto firsts = receive_all(one);
  REQUIRE(firsts.size() == kKeys.size());

  // Half of the keys are to be the other's, once their first are acknowledged.
  const Port other = fixture.create(consumer("Key_Shared"));
  for (const std::string& key : kKeys) send(keyed(key, "second"));
  CHECK(payloads(other).empty());
  const auto kept = receive_all(one);
  CHECK(kept.size() < kKeys.size());
  for (const auto& first : firsts) one->acknowledge(first.id);
  const auto moved = receive_all(other);
  CHECK_FALSE(moved.empty());
  CHECK(kept.size() + moved.size() == kKeys.size());
}

TEST_CASE("a full queue holds up its own keys only", "[mock][key_shared]") {
  BrokerFixture fixture;
  ConsumerRequest small = consumer("Key_Shared");
  small.receiver_queue_size = 1;
  const Port one = fixture.create(small);
  const Port other = fixture.create(consumer("Key_Shared"));
  Sending send = fixture.create();
  for (const std::string& key : kKeys) send(keyed(key, "p"));
  const auto others = receive_all(other);
  CHECK(others.size() > 1);
  CHECK(fixture.subscription().consumers[0].permits == 0);
  CHECK(receive_all(one).size() + others.size() == kKeys.size());
}

TEST_CASE("the keys of who leaves go to who stays", "[mock][key_shared]") {
  BrokerFixture fixture;
  Port one = fixture.create(consumer("Key_Shared"));
  const Port other = fixture.create(consumer("Key_Shared"));
  Sending send = fixture.create();
  for (const std::string& key : kKeys) send(keyed(key, "p"));
  const std::size_t its = receive_all(one).size();
  const std::size_t others = receive_all(other).size();
  REQUIRE(its > 0);
  one.reset();
  CHECK(receive_all(other).size() == its);
  CHECK(its + others == kKeys.size());
}

TEST_CASE("a key is free again when what held it is no longer kept",
          "[mock][key_shared]") {
  BrokerFixture fixture(false, 1);
  const Port one = fixture.create(consumer("Key_Shared"));
  Sending send = fixture.create();
  for (const std::string& key : kKeys) send(keyed(key, "first"));
  const auto firsts = receive_all(one);
  REQUIRE(firsts.size() == kKeys.size());
  const Port other = fixture.create(consumer("Key_Shared"));
  for (const auto& first : firsts) one->acknowledge(first.id);
  std::size_t moved = 0;
  for (const std::string& key : kKeys) {
    send(keyed(key, "second"));
    moved += receive_all(other).size();
  }
  CHECK(moved > 0);
  CHECK(moved + receive_all(one).size() == kKeys.size());
}
