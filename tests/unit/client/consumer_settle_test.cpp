#include <algorithm>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

using MessagePointer = std::shared_ptr<const Message>;

MessagePointer receive(Consumer& consumer) {
  auto message = consumer.receive(0);
  REQUIRE(message);
  return *message;
}

bool has_none(Consumer& consumer) {
  return consumer.receive(0).error().status == Status::kTimeout;
}

// Delivers a message and receives it.
MessagePointer pass(WatchedClient& watched, Consumer& consumer,
                    std::int64_t entry) {
  watched.network.last()->text(delivery(entry));
  return receive(consumer);
}

// Without the permits, which other tests look at.
Words verdicts(MemoryConnection& server) {
  Words words = words_for(server.frames());
  words.erase(std::remove_if(words.begin(), words.end(),
                             [](const std::string& word) {
                               return word.rfind("permit", 0) == 0;
                             }),
              words.end());
  return words;
}

}  // namespace

TEST_CASE("a message is settled once", "[consumer][ack]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  auto acked = pass(watched, *consumer, 1);
  auto nacked = pass(watched, *consumer, 2);
  CHECK(verdicts(server).empty());
  CHECK_FALSE(consumer->settle(*acked, Verdict::kAck));
  CHECK(verdicts(server) == Words{"ack 1"});
  CHECK_FALSE(consumer->settle(*nacked, Verdict::kNack));
  CHECK(verdicts(server) == Words{"nack 2"});
  for (auto again : {Verdict::kAck, Verdict::kNack}) {
    CHECK_FALSE(consumer->settle(*acked, again));
    CHECK_FALSE(consumer->settle(*nacked, again));
  }
  CHECK(server.frames().empty());
}

TEST_CASE("a verdict names the message as the server did", "[consumer][ack]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  Delivery sent;
  sent.id = message_id(7, 8, 3, 2);
  watched.network.last()->frames();
  watched.network.last()->text(delivery_frame(sent));
  consumer->settle(*receive(*consumer), Verdict::kAck);
  auto frames = watched.network.last()->frames();
  REQUIRE(frames.size() == 1);
  CHECK(parse_client_frame(frames[0]).message_id == sent.id);
}

TEST_CASE("a message is settled where it came from", "[consumer][ack]") {
  WatchedClient watched;
  auto one = watched.open_consumer();
  auto message = pass(watched, *one, 1);
  auto other = watched.open_consumer();
  Error error = other->settle(*message, Verdict::kAck);
  CHECK(error.status == Status::kWrongConsumer);
  CHECK(verdicts(*watched.network.connection(2)).empty());
  CHECK_FALSE(one->settle(*message, Verdict::kAck));
  CHECK(verdicts(*watched.network.connection(1)) == Words{"ack 1"});
}

TEST_CASE("a message outlives its consumer", "[consumer][ack]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto message = pass(watched, *consumer, 1);
  SECTION("closed") {
    CHECK_FALSE(watched.client->close(consumer, 0));
    CHECK(consumer->settle(*message, Verdict::kAck).status == Status::kClosed);
  }
  SECTION("gone") {
    consumer->give_up();
    consumer = nullptr;
    watched.network.end_as_asked();
    auto other = watched.open_consumer();
    CHECK(other->settle(*message, Verdict::kAck).status ==
          Status::kWrongConsumer);
  }
  CHECK(payload_of(*message) == "payload 1");
  CHECK(message->topic() == "persistent://public/default/test");
}

TEST_CASE("a verdict on what came before a reconnect waits for the redelivery",
          "[consumer][redelivery]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "4"}});
  auto acked = pass(watched, *consumer, 1);
  auto nacked = pass(watched, *consumer, 2);
  watched.network.last()->end(lost());
  SECTION("while there is no connection") {
    CHECK_FALSE(consumer->settle(*acked, Verdict::kAck));
    CHECK_FALSE(consumer->settle(*nacked, Verdict::kNack));
    watched.come_back();
  }
  SECTION("when there is a new one") {
    watched.come_back();
    CHECK_FALSE(consumer->settle(*acked, Verdict::kAck));
    CHECK_FALSE(consumer->settle(*nacked, Verdict::kNack));
  }
  MemoryConnection& server = *watched.network.last();
  CHECK(words_for(server.frames()) == Words{"permit 4"});

  server.text(delivery(1));
  CHECK(words_for(server.frames()) == Words{"ack 1"});
  server.text(delivery(3));
  server.text(delivery(2));
  // Two were settled here, which makes room for two more.
  CHECK(words_for(server.frames()) == Words{"nack 2", "permit 2"});
  CHECK(payload_of(*receive(*consumer)) == "payload 3");
  CHECK(has_none(*consumer));

  // It was settled once; delivered yet again, it is the application's.
  server.text(delivery(1));
  CHECK(payload_of(*receive(*consumer)) == "payload 1");
}

TEST_CASE("a verdict finds the redelivery that waits already",
          "[consumer][redelivery]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  const bool listens = GENERATE(false, true);
  auto message = pass(watched, *consumer, 1);
  if (listens) CHECK_FALSE(consumer->listen(nullptr));
  MemoryConnection& server = watched.reconnect();
  server.frames();
  server.text(delivery(1));
  server.text(delivery(2));

  CHECK_FALSE(consumer->settle(*message, Verdict::kAck));
  CHECK(verdicts(server) == Words{"ack 1"});
  if (listens) {
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK(payload_of(*events[0].message) == "payload 2");
  } else {
    CHECK(payload_of(*receive(*consumer)) == "payload 2");
    CHECK(has_none(*consumer));
  }
}

TEST_CASE("an ack that no fence has proven is given again after a loss",
          "[consumer][redelivery]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"ackMemory", "0"}});
  for (int entry = 1; entry <= 3; ++entry) {
    auto message = pass(watched, *consumer, entry);
    consumer->settle(*message, entry == 3 ? Verdict::kNack : Verdict::kAck);
    if (entry != 1) continue;
    auto flushing = std::make_shared<Operation>();
    consumer->flush_acks(flushing);
    watched.network.last()->frames();
    watched.network.last()->text(kFenceAnswer);
    CHECK(is_done(flushing));
  }
  watched.network.last()->frames();

  MemoryConnection& server = watched.reconnect();
  server.frames();
  for (int entry = 1; entry <= 3; ++entry) server.text(delivery(entry));
  CHECK(verdicts(server) == Words{"ack 2"});
  // The first was settled for good (so this is news), the last is wanted again.
  CHECK(payload_of(*receive(*consumer)) == "payload 1");
  CHECK(payload_of(*receive(*consumer)) == "payload 3");
  CHECK(has_none(*consumer));
}

TEST_CASE("a verdict that was not even written is given again",
          "[consumer][redelivery]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto message = pass(watched, *consumer, 1);
  consumer->settle(*message, Verdict::kAck);
  MemoryConnection& server = watched.reconnect();
  CHECK(words_for(server.frames()) == Words{"permit 1000"});
  server.text(delivery(1));
  CHECK(verdicts(server) == Words{"ack 1"});
  CHECK(has_none(*consumer));
}

TEST_CASE("a redelivery that is settled here is remembered until fenced",
          "[consumer][redelivery]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto message = pass(watched, *consumer, 1);
  watched.network.last()->end(lost());
  consumer->settle(*message, Verdict::kAck);
  for (int reconnects = 0; reconnects < 3; ++reconnects) {
    MemoryConnection& server = watched.come_back();
    server.frames();
    server.text(delivery(1));
    CHECK(verdicts(server) == Words{"ack 1"});
    server.end(lost());
  }
  CHECK(has_none(*consumer));
}

TEST_CASE("a fence is asked a while after the first verdict",
          "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  consumer->settle(*pass(watched, *consumer, 1), Verdict::kAck);
  watched.timers.advance(Milliseconds(600));
  consumer->settle(*pass(watched, *consumer, 2), Verdict::kNack);
  watched.timers.advance(Milliseconds(399));
  CHECK(verdicts(server) == Words{"ack 1", "nack 2"});
  watched.timers.advance(Milliseconds(1));
  CHECK(verdicts(server) == Words{"fence"});
  server.text(kFenceAnswer);

  // None behind nothing, and one behind what comes next.
  watched.timers.advance(Milliseconds(10000));
  CHECK(server.frames().empty());
  consumer->settle(*pass(watched, *consumer, 3), Verdict::kAck);
  watched.timers.advance(Milliseconds(1000));
  CHECK(verdicts(server) == Words{"ack 3", "fence"});
}

TEST_CASE("a flush makes the next fence needless", "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  consumer->settle(*pass(watched, *consumer, 1), Verdict::kAck);
  consumer->flush_acks(std::make_shared<Operation>());
  CHECK(verdicts(server) == Words{"ack 1", "fence"});
  const bool answered = GENERATE(false, true);
  if (answered) server.text(kFenceAnswer);
  watched.timers.advance(Milliseconds(1000));
  CHECK(server.frames().empty());
}

TEST_CASE("a fence is asked after many verdicts", "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"ackMemory", "0"}});
  MemoryConnection& server = *watched.network.last();
  for (int entry = 1; entry < 1000; ++entry) {
    consumer->settle(*pass(watched, *consumer, entry), Verdict::kAck);
  }
  Words words = verdicts(server);
  CHECK(words.size() == 999);
  CHECK(words.back() == "ack 999");
  consumer->settle(*pass(watched, *consumer, 1000), Verdict::kAck);
  CHECK(verdicts(server) == Words{"ack 1000", "fence"});

  // The next thousand has its own, once this one is answered.
  server.text(kFenceAnswer);
  for (int entry = 1001; entry <= 2000; ++entry) {
    consumer->settle(*pass(watched, *consumer, entry), Verdict::kAck);
  }
  words = verdicts(server);
  REQUIRE(words.size() == 1001);
  CHECK(words.back() == "fence");
  server.text(kFenceAnswer);

  MemoryConnection& again = watched.reconnect();
  again.text(delivery(2000));
  CHECK(payload_of(*receive(*consumer)) == "payload 2000");
}

TEST_CASE("no fence is asked without a connection", "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  consumer->settle(*pass(watched, *consumer, 1), Verdict::kAck);
  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(1000));
  watched.network.last()->open();
  CHECK(words_for(watched.network.last()->frames()) == Words{"permit 1000"});
  watched.timers.advance(Milliseconds(10000));
  CHECK(watched.network.last()->frames().empty());
}

TEST_CASE("a flush of acks ends with the fence's answer", "[consumer][flush]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  auto first = std::make_shared<Operation>();
  auto second = std::make_shared<Operation>();
  consumer->settle(*pass(watched, *consumer, 1), Verdict::kAck);
  consumer->flush_acks(first);
  consumer->settle(*pass(watched, *consumer, 2), Verdict::kAck);
  consumer->flush_acks(second);
  CHECK(verdicts(server) == Words{"ack 1", "fence", "ack 2", "fence"});
  server.text(kFenceAnswer);
  CHECK(is_done(first));
  CHECK_FALSE(is_done(second));
  server.text(kFenceAnswer);
  CHECK(is_done(second));
  CHECK_FALSE(second->error());
  server.text(kFenceAnswer);  // nobody asked
  CHECK_FALSE(server.is_closing());
}

TEST_CASE("a flush of acks that waits", "[consumer][flush]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.frames();
  CHECK(consumer->flush_acks(0).status == Status::kTimeout);
  auto flushing = elsewhere([&] { return consumer->flush_acks(20000); });
  REQUIRE(server.await_frames(2).size() == 2);
  server.text(kFenceAnswer);
  server.text(kFenceAnswer);
  CHECK_FALSE(outcome(flushing));
}

TEST_CASE("a flush of acks ends with its connection", "[consumer][flush]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto flushing = std::make_shared<Operation>();
  consumer->flush_acks(flushing);
  watched.network.last()->end(lost());
  REQUIRE(is_done(flushing));
  CHECK(flushing->error().status == Status::kConnectionLost);
  CHECK(flushing->error().retriable());
  CHECK(consumer->flush_acks(-1).status == Status::kConnectionLost);

  // Answers to an old connection's questions are none to the new one's.
  MemoryConnection& server = watched.come_back();
  auto again = std::make_shared<Operation>();
  consumer->flush_acks(again);
  CHECK(words_for(server.frames()) == Words{"permit 1000", "fence"});
  server.text(kFenceAnswer);
  CHECK(is_done(again));
  CHECK_FALSE(again->error());
}
