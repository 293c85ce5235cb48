// Non-persistent topics, whose messages all have the same id.
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::string alike(const std::string& payload) {
  Delivery delivery;
  delivery.id = message_id(0, 0);
  delivery.payload = payload;
  return delivery_frame(delivery);
}

wire::MessageId id_of_all() {
  wire::MessageId id;
  id.ledger_id = 0;
  id.entry_id = 0;
  return id;
}

std::vector<ConsumerTopics> volatile_topics() {
  return {*ConsumerTopics::one("non-persistent://public/default/a"),
          *ConsumerTopics::list({"non-persistent://public/default/a",
                                 "non-persistent://public/default/b"}),
          *ConsumerTopics::list({"non-persistent://public/default/a", "b"}),
          *ConsumerTopics::matching("non-persistent://public/default/.*"),
          *ConsumerTopics::matching("public/default/.*")};
}

std::shared_ptr<const Message> receive(Consumer& consumer) {
  auto message = consumer.receive(0);
  REQUIRE(message);
  return *message;
}

std::size_t count_of(const Words& words, const std::string& word) {
  return static_cast<std::size_t>(std::count(words.begin(), words.end(), word));
}

}  // namespace

TEST_CASE("on a non-persistent topic a verdict swallows no other message",
          "[consumer][volatile]") {
  for (const ConsumerTopics& topics : volatile_topics()) {
    CAPTURE(topics.to_string());
    WatchedClient watched;
    auto consumer = watched.make_consumer(topics);
    watched.open(consumer);
    for (int i = 0; i < 3; ++i) {
      watched.network.last()->text(alike("old"));
      CHECK_FALSE(consumer->settle(*receive(*consumer), Verdict::kAck));
    }
    // One of an earlier connection, settled late, is nobody else's either.
    watched.network.last()->text(alike("late"));
    auto late = receive(*consumer);
    watched.reconnect();
    CHECK_FALSE(consumer->settle(*late, Verdict::kAck));
    for (int i = 0; i < 5; ++i) {
      watched.network.last()->text(alike(std::to_string(i)));
    }
    for (int i = 0; i < 5; ++i) {
      CHECK(payload_of(*receive(*consumer)) == std::to_string(i));
    }
    CHECK(consumer->statistics().counts.settled_by_library == 0);
  }
}

TEST_CASE("messages of a non-persistent topic are counted one by one",
          "[consumer][volatile]") {
  for (const ConsumerTopics& topics : volatile_topics()) {
    CAPTURE(topics.to_string());
    WatchedClient watched;
    auto consumer = watched.make_consumer(topics);
    watched.open(consumer);
    MemoryConnection& server = *watched.network.last();
    for (int i = 0; i < 5; ++i) server.text(alike("x"));
    auto first = receive(*consumer);
    for (int i = 0; i < 4; ++i) receive(*consumer);
    CHECK(consumer->outstanding_count() == 5);
    CHECK_FALSE(consumer->settle(*first, Verdict::kAck));
    CHECK_FALSE(consumer->settle(*first, Verdict::kAck));
    CHECK(consumer->outstanding_count() == 4);
    for (int i = 0; i < 4; ++i) {
      CHECK_FALSE(consumer->settle(id_of_all(), Verdict::kAck));
    }
    CHECK(consumer->outstanding_count() == 0);
    CHECK(consumer->settle(id_of_all(), Verdict::kAck).status ==
          Status::kWrongConsumer);
    // One frame each.
    CHECK(count_of(words_for(server.frames()), "ack 0") == 5);
  }
}

TEST_CASE("a non-persistent topic has no cumulative ack",
          "[consumer][volatile]") {
  WatchedClient watched;
  auto consumer = watched.make_consumer(
      *ConsumerTopics::one("non-persistent://public/default/a"));
  watched.open(consumer);
  watched.network.last()->text(alike("x"));
  CHECK(consumer->ack_cumulative(*receive(*consumer)).status ==
        Status::kNotSupported);
}

TEST_CASE("beside non-persistent topics a persistent one is remembered",
          "[consumer][volatile]") {
  WatchedClient watched;
  auto consumer = watched.make_consumer(
      *ConsumerTopics::list({"non-persistent://public/default/a", "b"}));
  watched.open(consumer);
  watched.network.last()->text(delivery(1));
  CHECK_FALSE(consumer->settle(*receive(*consumer), Verdict::kAck));
  watched.reconnect();
  watched.network.last()->text(delivery(1));
  CHECK_FALSE(consumer->receive(0));
  CHECK(consumer->statistics().counts.settled_by_library == 1);
}

TEST_CASE("a reader of a non-persistent topic does not resume by id",
          "[reader][volatile]") {
  WatchedClient watched;
  auto reader =
      Reader::make(watched.client, "non-persistent://public/default/a", kLatest,
                   options(OptionsKind::kReader, {}));
  REQUIRE(reader);
  watched.open(*reader);
  watched.network.last()->text(alike("x"));
  REQUIRE((*reader)->receive(0));
  watched.events();
  watched.reconnect();
  CHECK(watched.network.last()->request().path.find("messageId=latest") !=
        std::string::npos);
  bool gap = false;
  for (const Event& event : watched.events()) {
    gap |= event.type == EventType::kGap;
  }
  CHECK(gap);
}
