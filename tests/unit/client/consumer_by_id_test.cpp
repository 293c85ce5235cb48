#include <algorithm>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// A consumer that was handed the messages of some ids.
struct HandedOut {
  explicit HandedOut(const Settings& settings = {}) {
    consumer = watched.open_consumer(settings);
  }

  MessagePtr pass(std::int64_t entry, std::int32_t partition = -1) {
    Delivery sent;
    sent.id = message_id(2, entry, partition);
    watched.network.last()->text(delivery_frame(sent));
    auto message = consumer->receive(0);
    REQUIRE(message);
    return *message;
  }

  // Without the permits, which other tests look at.
  Words verdicts() {
    Words words = words_for(watched.network.last()->frames());
    words.erase(std::remove_if(words.begin(), words.end(),
                               [](const std::string& word) {
                                 return word.rfind("permit", 0) == 0;
                               }),
                words.end());
    return words;
  }

  WatchedClient watched;
  std::shared_ptr<Consumer> consumer;
};

wire::MessageId id_of(std::int64_t entry, std::int32_t partition = -1) {
  wire::MessageId id{2, entry};
  id.partition = partition;
  return id;
}

}  // namespace

TEST_CASE("a message can be settled by its id alone", "[consumer][id]") {
  HandedOut out;
  out.pass(1);  // freed at once
  auto kept = out.pass(2);
  CHECK(out.consumer->outstanding_count() == 2);
  CHECK_FALSE(out.consumer->settle(id_of(1), Verdict::kAck));
  CHECK_FALSE(out.consumer->settle(id_of(2), Verdict::kNack));
  CHECK(out.verdicts() == Words{"ack 1", "nack 2"});
  CHECK(out.consumer->outstanding_count() == 0);
  // One frame for a delivery, whatever is called.
  CHECK_FALSE(out.consumer->settle(*kept, Verdict::kAck));
  CHECK(out.consumer->settle(id_of(2), Verdict::kAck).status ==
        Status::kWrongConsumer);
  CHECK(out.verdicts().empty());
}

TEST_CASE("an id that was not handed out is refused", "[consumer][id]") {
  HandedOut out;
  auto kept = out.pass(1);
  out.watched.network.last()->text(delivery(2));  // fetched, not handed out
  for (std::int64_t entry : {2, 3}) {
    Error error = out.consumer->settle(id_of(entry), Verdict::kAck);
    CHECK(error.status == Status::kWrongConsumer);
    CHECK(error.message.find("2:" + std::to_string(entry) + ":-1:-1") !=
          std::string::npos);
  }
  CHECK_FALSE(out.consumer->settle(*kept, Verdict::kAck));
  CHECK(out.consumer->settle(id_of(1), Verdict::kAck).status ==
        Status::kWrongConsumer);
  CHECK(out.verdicts() == Words{"ack 1"});
}

TEST_CASE("an id from before a reconnect settles the redelivery",
          "[consumer][id][redelivery]") {
  HandedOut out;
  out.pass(1);
  out.pass(2);
  MemoryConnection& server = out.watched.reconnect();
  CHECK_FALSE(out.consumer->settle(id_of(1), Verdict::kAck));
  CHECK(out.verdicts().empty());
  server.text(delivery(1));
  CHECK(out.verdicts() == Words{"ack 1"});
  // Delivered again and not settled: the application gets it once more.
  server.text(delivery(2));
  REQUIRE(out.consumer->receive(0));
  CHECK_FALSE(out.consumer->settle(id_of(2), Verdict::kAck));
  CHECK(out.verdicts() == Words{"ack 2"});
}

TEST_CASE("a delivery takes the place of the one before it", "[consumer][id]") {
  HandedOut out;
  auto first = out.pass(1);
  auto second = out.pass(1);
  CHECK(out.consumer->outstanding_count() == 1);
  // Two deliveries, a verdict for each.
  CHECK_FALSE(out.consumer->settle(*first, Verdict::kAck));
  CHECK(out.consumer->outstanding_count() == 1);
  CHECK_FALSE(out.consumer->settle(id_of(1), Verdict::kAck));
  CHECK_FALSE(out.consumer->settle(*second, Verdict::kAck));
  CHECK(out.verdicts() == Words{"ack 1", "ack 1"});
}

TEST_CASE("a cumulative ack acks each once, in its partition",
          "[consumer][cumulative]") {
  HandedOut out;
  auto one = out.pass(1, 0);
  auto two = out.pass(2, 0);
  auto other = out.pass(3, 1);
  auto three = out.pass(3, 0);
  auto four = out.pass(4, 0);
  CHECK_FALSE(out.consumer->settle(*two, Verdict::kNack));
  CHECK(out.verdicts() == Words{"nack 2"});
  SECTION("by the message") {
    CHECK_FALSE(out.consumer->ack_cumulative(*three));
  }
  SECTION("by its id") {
    CHECK_FALSE(out.consumer->ack_cumulative(id_of(3, 0)));
  }
  CHECK(out.verdicts() == Words{"ack 1", "ack 3"});
  CHECK(out.consumer->outstanding_count() == 2);
  CHECK_FALSE(out.consumer->ack_cumulative(*three));
  CHECK_FALSE(out.consumer->settle(*one, Verdict::kAck));
  CHECK(out.verdicts().empty());
  CHECK_FALSE(out.consumer->settle(*other, Verdict::kAck));
  CHECK_FALSE(out.consumer->ack_cumulative(id_of(9, 0)));
  CHECK(out.verdicts() == Words{"ack 3", "ack 4"});
}

TEST_CASE("a cumulative ack reaches back over a reconnect",
          "[consumer][cumulative][redelivery]") {
  HandedOut out;
  out.pass(1);
  out.pass(2);
  MemoryConnection& server = out.watched.reconnect();
  server.text(delivery(1));
  auto again = out.consumer->receive(0);
  REQUIRE(again);
  server.text(delivery(3));
  auto three = out.consumer->receive(0);
  REQUIRE(three);
  CHECK_FALSE(out.consumer->ack_cumulative(**three));
  CHECK(out.verdicts() == Words{"ack 1", "ack 3"});
  server.text(delivery(2));
  CHECK(out.verdicts() == Words{"ack 2"});
}

TEST_CASE("a cumulative ack is refused where others have messages in between",
          "[consumer][cumulative]") {
  for (const char* type : {"Shared", "Key_Shared"}) {
    HandedOut out(Settings{{"subscriptionType", type}});
    auto message = out.pass(1);
    Error error = out.consumer->ack_cumulative(*message);
    CHECK(error.status == Status::kNotSupported);
    CHECK_FALSE(error.retriable());
    CHECK(out.consumer->ack_cumulative(id_of(1)).status ==
          Status::kNotSupported);
    CHECK(out.verdicts().empty());
  }
  HandedOut out(Settings{{"subscriptionType", "Failover"}});
  auto message = out.pass(1);
  CHECK_FALSE(out.consumer->ack_cumulative(*message));
  CHECK(out.verdicts() == Words{"ack 1"});
}

TEST_CASE("redeliver nacks what is not settled", "[consumer][redeliver]") {
  HandedOut out;
  out.pass(1);
  auto two = out.pass(2);
  auto three = out.pass(3);
  CHECK_FALSE(out.consumer->settle(*two, Verdict::kAck));
  CHECK_FALSE(out.consumer->redeliver());
  CHECK(out.verdicts() == Words{"ack 2", "nack 1", "nack 3"});
  CHECK_FALSE(out.consumer->settle(*three, Verdict::kAck));
  CHECK_FALSE(out.consumer->redeliver());
  CHECK(out.verdicts().empty());
}

TEST_CASE("redeliver leaves alone what comes again anyway",
          "[consumer][redeliver]") {
  HandedOut out;
  out.pass(1);
  out.watched.reconnect();
  CHECK_FALSE(out.consumer->redeliver());
  CHECK(out.verdicts().empty());
  out.watched.network.last()->text(delivery(1));
  CHECK(out.consumer->receive(0));
}
