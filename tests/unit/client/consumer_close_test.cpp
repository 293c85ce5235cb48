#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// Delivers a message, receives it and says what is to become of it.
void pass(WatchedClient& watched, Consumer& consumer, std::int64_t entry,
          Verdict verdict = Verdict::kAck) {
  watched.network.last()->text(delivery(entry));
  auto message = consumer.receive(0);
  REQUIRE(message);
  CHECK_FALSE(consumer.settle(**message, verdict));
}

std::vector<EventType> types(const std::vector<Event>& events) {
  std::vector<EventType> types;
  for (const Event& event : events) types.push_back(event.type);
  return types;
}
using Types = std::vector<EventType>;

}  // namespace

TEST_CASE("a consumer that owes nothing closes at once", "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.frames();
  SECTION("never acked") {}
  SECTION("all fenced") {
    pass(watched, *consumer, 1);
    watched.timers.advance(Milliseconds(1000));
    server.frames();
    server.text(kFenceAnswer);
  }
  watched.client->close_async(consumer, -1, nullptr);
  CHECK(server.close_code() == std::uint16_t{1000});
  CHECK(server.frames().empty());
  server.end_as_asked();
  CHECK(types(watched.events()) == Types{EventType::kClosed});
}

TEST_CASE("a close waits for the fence behind the acks", "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  pass(watched, *consumer, 1);
  pass(watched, *consumer, 2, Verdict::kNack);
  watched.client->close_async(consumer, -1, nullptr);
  CHECK(words_for(server.frames()) ==
        Words{"permit 1000", "ack 1", "nack 2", "fence"});
  CHECK_FALSE(server.is_closing());
  server.text(kFenceAnswer);
  CHECK(server.is_closing());
  server.end_as_asked();
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kClosed});
  CHECK_FALSE(events[0].error);
}

TEST_CASE("a close waits for a fence that is under way", "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  auto flushing = std::make_shared<Operation>();
  pass(watched, *consumer, 1);
  consumer->flush_acks(flushing);
  watched.client->close_async(consumer, -1, nullptr);
  CHECK_FALSE(server.is_closing());
  server.text(kFenceAnswer);
  CHECK(is_done(flushing));
  CHECK_FALSE(flushing->error());
  CHECK(server.is_closing());
}

TEST_CASE("a consumer's close that has no time says so", "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  pass(watched, *consumer, 1);
  auto flushing = std::make_shared<Operation>();
  consumer->flush_acks(flushing);
  CHECK(watched.client->close(consumer, 0).status == Status::kTimeout);
  CHECK(is_done(flushing));
  CHECK(flushing->error());
  CHECK(server.is_closing());
  server.text(kFenceAnswer);
  server.end_as_asked();
  CHECK(server.is_released());
  CHECK_FALSE(watched.client->close(consumer, -1));
}

TEST_CASE("a close ends what waits for messages", "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  pass(watched, *consumer, 1);
  auto begun = watched.client->begin(EventType::kReceived, nullptr, consumer,
                                     -1, nullptr);
  consumer->receive(begun.operation);
  auto receiving =
      elsewhere([&] { return consumer->receive(20000).error().status; });
  watched.client->close_async(consumer, -1, nullptr);
  CHECK(outcome(receiving) == Status::kClosed);
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kReceived});
  CHECK(events[0].error.status == Status::kClosed);

  // What still comes is for the next consumer.
  server.frames();
  server.text(delivery(2));
  CHECK(server.frames().empty());
  CHECK(consumer->receive(-1).error().status == Status::kClosed);
  CHECK(consumer->flush_acks(-1).status == Status::kClosed);
  CHECK(consumer->listen(nullptr).status == Status::kClosed);
}

TEST_CASE("messages that were not asked for go with a close",
          "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  watched.network.last()->text(delivery(1));
  watched.client->close_async(consumer, -1, nullptr);
  CHECK(consumer->receive(-1).error().status == Status::kClosed);
}

TEST_CASE("a redelivery that is settled already is so during a close",
          "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  pass(watched, *consumer, 1);
  MemoryConnection& server = watched.reconnect();
  pass(watched, *consumer, 2);
  watched.client->close_async(consumer, -1, nullptr);
  CHECK(words_for(server.frames()) == Words{"permit 1000", "ack 2", "fence"});
  server.text(delivery(1));
  CHECK(words_for(server.frames()) == Words{"ack 1"});
}

TEST_CASE("a lost connection ends a consumer's close", "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  pass(watched, *consumer, 1);
  watched.client->close_async(consumer, -1, nullptr);
  watched.network.last()->end(lost());
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kClosed});
  // Whether the ack arrived nobody has said.
  CHECK(events[0].error.status == Status::kConnectionLost);
  CHECK_FALSE(watched.client->close(consumer, 0));
  watched.timers.advance(std::chrono::hours(1));
  CHECK(watched.network.count() == 1);
}

TEST_CASE("a consumer closes while it waits to reconnect",
          "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  watched.network.last()->end(lost());
  CHECK_FALSE(watched.client->close(consumer, 20000));
  watched.timers.advance(std::chrono::hours(1));
  CHECK(watched.network.count() == 1);
}

TEST_CASE("a consumer that is freed sees its acks through",
          "[consumer][close]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  pass(watched, *consumer, 1);
  std::weak_ptr<Consumer> weak = consumer;
  consumer->give_up();
  consumer = nullptr;
  CHECK(words_for(server.frames()) == Words{"permit 1000", "ack 1", "fence"});
  CHECK_FALSE(server.is_closing());
  CHECK_FALSE(weak.expired());

  SECTION("when the server answers") { server.text(kFenceAnswer); }
  SECTION("but not for ever") {
    watched.timers.advance(Milliseconds(1999));
    CHECK_FALSE(server.is_closing());
    watched.timers.advance(Milliseconds(1));
  }
  CHECK(server.is_closing());
  server.end_as_asked();
  CHECK(weak.expired());
}
