// Frames of a server that hold what cannot be read.
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

const std::string kId = message_id(2, 7);

}  // namespace

TEST_CASE("a field that cannot be read stops nothing", "[consumer][odd]") {
  for (const std::string odd :
       {R"("eventTime":"never")", R"("eventTime":5)", R"("key":{})",
        R"("properties":[1])", R"("publishTime":"")",
        R"("redeliveryCount":"x")", R"("encryptionContext":"x")"}) {
    CAPTURE(odd);
    WatchedClient watched;
    auto consumer = watched.open_consumer();
    MemoryConnection& server = *watched.network.last();
    for (int i = 0; i < 3; ++i) {
      server.text(R"({"messageId":")" + kId + R"(","payload":"eA==",)" + odd +
                  "}");
      auto message = consumer->receive(0);
      REQUIRE(message);
      CHECK(payload_of(**message) == "x");
      CHECK_FALSE(consumer->settle(**message, Verdict::kAck));
    }
    server.text(delivery(1));
    REQUIRE(consumer->receive(0));
    CHECK(consumer->statistics().counts.unreadable == 3);
    CHECK(consumer->statistics().endpoint.connections.lost == 0);
  }
}

TEST_CASE("an event time out of the calendar is handed out",
          "[consumer][odd]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  Delivery far;
  far.id = kId;
  far.event_time = "+58876-09-18T22:23:49.323Z";
  watched.network.last()->text(delivery_frame(far));
  auto message = consumer->receive(0);
  REQUIRE(message);
  CHECK((*message)->content().event_time > 1'795'000'000'000'000);
  CHECK(consumer->statistics().counts.unreadable == 0);
}

TEST_CASE("a message whose id has no place is acked by its text",
          "[consumer][odd]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  for (const char* payload : {"eA==", "eQ=="}) {
    server.text(std::string(R"({"messageId":"odd","payload":")") + payload +
                "\"}");
  }
  auto first = consumer->receive(0);
  auto second = consumer->receive(0);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(consumer->outstanding_count() == 2);
  server.frames();
  CHECK_FALSE(consumer->settle(**first, Verdict::kAck));
  CHECK(words_for(server.frames()) == Words{"ack odd"});
  CHECK(consumer->outstanding_count() == 1);
}

TEST_CASE("a message without an id is passed over, and makes room",
          "[consumer][odd]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "2"}});
  MemoryConnection& server = *watched.network.last();
  server.frames();
  for (int i = 0; i < 3; ++i) server.text(R"({"payload":"eA=="})");
  CHECK(words_for(server.frames()) ==
        Words{"permit 1", "permit 1", "permit 1"});
  server.text(R"({"something":"new"})");
  server.text(delivery(1));
  REQUIRE(consumer->receive(0));
  const ReceiverCounts counts = consumer->statistics().counts;
  CHECK(counts.unreadable == 4);
  CHECK(counts.dropped == 3);
  CHECK(counts.received == 4);
  CHECK(consumer->statistics().endpoint.connections.lost == 0);
}

TEST_CASE("an answer without a readable id is a receipt without one",
          "[producer][odd]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  for (const std::string id : {"?", ""}) {
    REQUIRE_FALSE(producer->send_async(outgoing("x"), "", nullptr, 0));
    const auto numbers = numbers_of(server.frames());
    REQUIRE(numbers.size() == 1);
    server.text(ok_answer(std::to_string(numbers[0]), id));
    const auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK_FALSE(events[0].error);
    CHECK_FALSE(events[0].receipt->id);
  }
  CHECK(producer->statistics().endpoint.connections.lost == 0);
}

TEST_CASE("an answer that says neither yes nor no is an unknown outcome",
          "[producer][odd]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  REQUIRE_FALSE(producer->send_async(outgoing("x"), "", nullptr, 0));
  watched.network.last()->frames();
  watched.network.last()->text(R"({"result":"perhaps","context":"1"})");
  const auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].error.status == Status::kOutcomeUnknown);
  CHECK(producer->statistics().endpoint.connections.lost == 0);
}
