#include "tests/unit/client/watched_client.h"

// Servers that do not answer the question behind acks.
using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// Delivers a message, receives and acks it.
void pass(WatchedClient& watched, Consumer& consumer, std::int64_t entry) {
  watched.network.last()->text(delivery(entry));
  auto message = consumer.receive(0);
  REQUIRE(message);
  CHECK_FALSE(consumer.settle(**message, Verdict::kAck));
}

// Flushes its acks; the server answers a ping and nothing else.
void find_out(WatchedClient& watched, Consumer& consumer) {
  MemoryConnection& server = *watched.network.last();
  auto flushing = std::make_shared<Operation>();
  pass(watched, consumer, 1);
  consumer.flush_acks(flushing);
  watched.timers.advance(Milliseconds(3999));
  CHECK(server.pings() == 0);
  watched.timers.advance(Milliseconds(1));
  CHECK(server.pings() == 1);
  server.alive();
  watched.timers.advance(Milliseconds(999));
  CHECK_FALSE(is_done(flushing));
  watched.timers.advance(Milliseconds(1));
  REQUIRE(is_done(flushing));
  CHECK_FALSE(flushing->error());
  CHECK(words_for(server.frames()) == Words{"permit 1000", "ack 1", "fence"});
}

}  // namespace

TEST_CASE("a server that does not know the fence is found out",
          "[consumer][fence]") {
  WatchedClient watched(Settings{{"logLevel", "warning"}});
  watched.client->log_to_events(nullptr);
  auto consumer = watched.open_consumer();
  find_out(watched, *consumer);
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].log->message.find("does not answer isEndOfTopic") !=
        std::string::npos);
  MemoryConnection& server = *watched.network.last();

  SECTION("a flush then takes a second, and asks nothing") {
    auto flushing = std::make_shared<Operation>();
    pass(watched, *consumer, 2);
    consumer->flush_acks(flushing);
    CHECK(words_for(server.frames()) == Words{"ack 2"});
    watched.timers.advance(Milliseconds(999));
    CHECK_FALSE(is_done(flushing));
    watched.timers.advance(Milliseconds(1));
    REQUIRE(is_done(flushing));
    CHECK_FALSE(flushing->error());
  }
  SECTION("and fails with the connection") {
    auto flushing = std::make_shared<Operation>();
    pass(watched, *consumer, 2);
    consumer->flush_acks(flushing);
    server.end(lost());
    REQUIRE(is_done(flushing));
    CHECK(flushing->error().status == Status::kConnectionLost);
  }
  SECTION("acks go without a question") {
    pass(watched, *consumer, 2);
    watched.timers.advance(Milliseconds(5000));
    CHECK(words_for(server.frames()) == Words{"ack 2"});
    // They count as confirmed, and are remembered as that is (ackMemory).
    server.end(lost());
    MemoryConnection& next = watched.come_back();
    next.text(delivery(2));
    CHECK_FALSE(consumer->receive(0));
    CHECK(words_for(next.frames()) == Words{"permit 1000", "ack 2"});
  }
  SECTION("a close does not wait") {
    pass(watched, *consumer, 2);
    watched.client->close_async(consumer, -1, nullptr);
    CHECK(server.is_closing());
    CHECK(words_for(server.frames()) == Words{"ack 2"});
    server.end_as_asked();
  }
  SECTION("the client's other consumers know") {
    auto other = watched.open_consumer();
    auto flushing = std::make_shared<Operation>();
    pass(watched, *other, 7);
    other->flush_acks(flushing);
    CHECK(words_for(watched.network.last()->frames()) ==
          Words{"permit 1000", "ack 7"});
  }
  SECTION("the end of the topic cannot be asked for") {
    auto asking = std::make_shared<Operation>();
    consumer->ask_end_of_topic(asking);
    REQUIRE(is_done(asking));
    CHECK(asking->error().status == Status::kNotSupported);
  }
  SECTION("an unsubscribe is through when the connection holds") {
    auto leaving = std::make_shared<Operation>();
    consumer->unsubscribe(leaving);
    watched.timers.advance(Milliseconds(1000));
    REQUIRE(is_done(leaving));
    CHECK_FALSE(leaving->error());
  }
}

TEST_CASE("a server that is dead is not taken for an old one",
          "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto flushing = std::make_shared<Operation>();
  pass(watched, *consumer, 1);
  consumer->flush_acks(flushing);
  watched.timers.advance(Milliseconds(6000));
  CHECK_FALSE(is_done(flushing));
  watched.timers.advance(Milliseconds(20000));
  REQUIRE(watched.network.last()->abandoned());
  watched.network.last()->end_as_asked();
  REQUIRE(is_done(flushing));
  CHECK(flushing->error().status == Status::kConnectionLost);
}

TEST_CASE("a server that has answered a fence is never taken for an old one",
          "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  pass(watched, *consumer, 1);
  watched.timers.advance(Milliseconds(1000));
  server.text(kFenceAnswer);
  auto flushing = std::make_shared<Operation>();
  pass(watched, *consumer, 2);
  consumer->flush_acks(flushing);
  for (int i = 0; i < 10; ++i) {
    watched.timers.advance(Milliseconds(1000));
    server.alive();
  }
  CHECK_FALSE(is_done(flushing));
  server.text(kFenceAnswer);
  CHECK(is_done(flushing));
}

TEST_CASE("the question about the topic's end is no fence that time answers",
          "[consumer][fence]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto asking = std::make_shared<Operation>();
  consumer->ask_end_of_topic(asking);
  watched.timers.advance(Milliseconds(4000));
  watched.network.last()->alive();
  watched.timers.advance(Milliseconds(1000));
  REQUIRE(is_done(asking));
  CHECK(asking->error().status == Status::kNotSupported);
}

TEST_CASE("ackFence says whether there is a fence", "[consumer][fence]") {
  WatchedClient watched;
  auto value = GENERATE("on", "off");
  CAPTURE(value);
  auto consumer = watched.open_consumer({{"ackFence", value}});
  MemoryConnection& server = *watched.network.last();
  auto flushing = std::make_shared<Operation>();
  pass(watched, *consumer, 1);
  consumer->flush_acks(flushing);
  for (int i = 0; i < 10; ++i) {
    watched.timers.advance(Milliseconds(1000));
    server.alive();
  }
  const bool off = value == std::string("off");
  CHECK(is_done(flushing) == off);
  CHECK(words_for(server.frames()) ==
        (off ? Words{"permit 1000", "ack 1"}
             : Words{"permit 1000", "ack 1", "fence"}));
}
