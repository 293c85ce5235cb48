#include <algorithm>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error send_async(Producer& producer, std::size_t index = 0,
                 std::shared_ptr<EventHandler> handler = nullptr) {
  return producer.send_async(outgoing("x"), "", std::move(handler), index);
}

std::vector<EventType> types(const std::vector<Event>& events) {
  std::vector<EventType> types;
  for (const Event& event : events) types.push_back(event.type);
  return types;
}
using Types = std::vector<EventType>;

}  // namespace

TEST_CASE("a flush is over when all before it is settled",
          "[producer][flush]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  for (int i = 0; i < 3; ++i) send_async(*producer);
  auto first = std::make_shared<Operation>();
  auto second = std::make_shared<Operation>();
  auto third = std::make_shared<Operation>();
  producer->flush(first);
  send_async(*producer);
  producer->flush(second);
  producer->flush(third);
  server.frames();

  server.text(stored(4));
  server.text(stored(3));
  server.text(stored(1));
  CHECK_FALSE(is_done(first));
  server.text(refused(2, 8, "no"));
  CHECK(is_done(first));
  CHECK(is_done(second));
  CHECK(is_done(third));
  CHECK_FALSE(first->error());  // what became of each is told by its event
}

TEST_CASE("a flush does not wait for what comes behind it",
          "[producer][flush]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  auto flushing = std::make_shared<Operation>();
  send_async(*producer);
  producer->flush(flushing);
  send_async(*producer);
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  CHECK(is_done(flushing));
  CHECK(producer->pending_count() == 1);
}

TEST_CASE("a flush of nothing is over at once", "[producer][flush]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  CHECK_FALSE(producer->flush(0));
}

TEST_CASE("a flush waits as long as it may", "[producer][flush]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  Error error = producer->flush(0);
  CHECK(error.status == Status::kTimeout);
  CHECK(error.message ==
        "producer on persistent://public/default/test: the flush was not done "
        "within 0 ms");

  auto flushing = elsewhere([&] { return producer->flush(20000); });
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  CHECK_FALSE(outcome(flushing));
}

TEST_CASE("a flush goes over reconnects and ends with timeouts",
          "[producer][flush]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  send_async(*producer);
  send_async(*producer);
  auto flushing = std::make_shared<Operation>();
  producer->flush(flushing);
  watched.network.last()->frames();
  MemoryConnection& again = watched.reconnect();
  again.frames();
  again.text(stored(1));
  CHECK_FALSE(is_done(flushing));
  watched.timers.advance(Milliseconds(1000));
  CHECK(is_done(flushing));
  CHECK_FALSE(flushing->error());
}

TEST_CASE("the event of a flush comes behind those of its messages",
          "[producer][flush]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  auto begun = watched.client->begin(EventType::kFlushed, nullptr, producer, -1,
                                     nullptr);
  producer->flush(begun.operation);
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kSent, EventType::kFlushed});
  CHECK(events[1].operation == begun.number);
  CHECK(events[1].source == producer);
  CHECK(events[1].client == watched.client);
}

TEST_CASE("a close waits for what is pending", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer);
  send_async(*producer);
  auto number = watched.client->close_async(producer, -1, nullptr);
  CHECK(server.frames().size() == 2);
  server.text(stored(1));
  CHECK_FALSE(server.is_closing());
  server.text(stored(2));
  CHECK(server.close_code() == std::uint16_t{1000});
  CHECK(types(watched.events()) == Types{EventType::kSent, EventType::kSent});
  server.end_as_asked();
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kClosed});
  CHECK(events[0].operation == number);
  CHECK(events[0].source == producer);
  CHECK_FALSE(events[0].error);
  CHECK(server.is_released());
}

TEST_CASE("a blocking close returns when all is done", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer);
  auto closing =
      elsewhere([&] { return watched.client->close(producer, 20000); });
  REQUIRE(server.await_frames(1).size() == 1);
  server.text(stored(1));
  REQUIRE(server.await_closing());
  server.end_as_asked();
  CHECK_FALSE(outcome(closing));
  CHECK(watched.events().size() == 1);
}

TEST_CASE("a close that has no time cuts off", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, 0);
  send_async(*producer, 1);
  server.frames();
  server.text(stored(1));
  watched.events();
  send_async(*producer, 2);
  auto flushing = std::make_shared<Operation>();
  producer->flush(flushing);

  Error error = watched.client->close(producer, 0);
  CHECK(error.status == Status::kTimeout);
  auto events = watched.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].index == 1);
  CHECK(events[0].error.status == Status::kOutcomeUnknown);
  CHECK(events[1].index == 2);
  CHECK(events[1].error.status == Status::kNotSent);
  CHECK(is_done(flushing));
  CHECK(server.is_closing());

  // Nothing is told twice.
  server.text(stored(2));
  server.end_as_asked();
  watched.timers.advance(std::chrono::hours(1));
  CHECK(watched.events().empty());
  CHECK(watched.network.count() == 1);
  CHECK(server.is_released());
}

TEST_CASE("a close without waiting cuts off when its time is over",
          "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "0"}});
  MemoryConnection& server = *watched.network.last();
  send_async(*producer);
  server.frames();
  watched.client->close_async(producer, 500, nullptr);
  watched.timers.advance(Milliseconds(499));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(1));
  auto events = watched.events();
  REQUIRE(types(events) == Types{EventType::kSent, EventType::kClosed});
  CHECK(events[0].error.status == Status::kOutcomeUnknown);
  CHECK(events[1].error.status == Status::kTimeout);
  server.end_as_asked();
  CHECK(watched.events().empty());
}

TEST_CASE("a close that only lacks the goodbye is fine", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  SECTION("blocking") { CHECK_FALSE(watched.client->close(producer, 0)); }
  SECTION("by event") {
    watched.client->close_async(producer, 10, nullptr);
    watched.timers.advance(Milliseconds(10));
    auto events = watched.events();
    REQUIRE(types(events) == Types{EventType::kClosed});
    CHECK_FALSE(events[0].error);
  }
}

TEST_CASE("a close sends what is left over a reconnect", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  watched.network.last()->frames();
  watched.client->close_async(producer, -1, nullptr);
  MemoryConnection& again = watched.reconnect();
  CHECK(numbers_of(again.frames()) == Numbers{1});
  again.text(stored(1));
  CHECK(again.is_closing());
  again.end_as_asked();
  CHECK(types(watched.events()) == Types{EventType::kSent, EventType::kClosed});
}

TEST_CASE("a close before it is open sends what is queued",
          "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  auto opening = std::make_shared<Operation>();
  producer->open(opening);
  MemoryConnection& server = *watched.network.last();

  SECTION("nothing") {
    watched.client->close_async(producer, -1, nullptr);
    CHECK(server.is_closing());
  }
  SECTION("something") {
    send_async(*producer);
    watched.client->close_async(producer, -1, nullptr);
    CHECK_FALSE(server.is_closing());
    server.open();
    CHECK(server.frames().size() == 1);
    server.text(stored(1));
    CHECK(server.is_closing());
    watched.events();
  }
  REQUIRE(is_done(opening));
  CHECK(opening->error().status == Status::kClosed);
  server.end_as_asked();
  CHECK(types(watched.events()) == Types{EventType::kClosed});
}

TEST_CASE("calls after the close say so", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  MemoryConnection& server = *watched.network.last();
  server.frames();
  watched.client->close_async(producer, -1, nullptr);
  for (bool over : {false, true}) {
    INFO("over: " << over);
    if (over) {
      server.text(stored(1));
      server.end_as_asked();
    }
    CHECK(send_async(*producer).status == Status::kClosed);
    CHECK(producer->send(outgoing("x"), "", 0, nullptr).status ==
          Status::kClosed);
    CHECK(producer->flush(0).status == Status::kClosed);
  }
  CHECK_FALSE(watched.client->close(producer, -1));
  watched.events();
  watched.client->close_async(producer, -1, nullptr);
  CHECK(types(watched.events()) == Types{EventType::kClosed});
  CHECK_FALSE(producer->is_connected());
}

TEST_CASE("two closes end together", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer);
  server.frames();
  auto first = watched.client->close_async(producer, -1, nullptr);
  auto second = watched.client->close_async(producer, -1, nullptr);
  server.text(stored(1));
  server.end_as_asked();
  auto events = watched.events();
  REQUIRE(events.size() == 3);
  CHECK(std::min(events[1].operation, events[2].operation) == first);
  CHECK(std::max(events[1].operation, events[2].operation) == second);
}

TEST_CASE("a close wakes those who wait", "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer(
      {{"maxPendingMessages", "1"}, {"blockIfQueueFull", "true"}});
  MemoryConnection& server = *watched.network.last();
  auto answered = elsewhere(
      [&] { return producer->send(outgoing("first"), "", 20000, nullptr); });
  REQUIRE(server.await_frames(1).size() == 1);
  auto without_room = elsewhere(
      [&] { return producer->send(outgoing("second"), "", 20000, nullptr); });
  CHECK(watched.client->close(producer, 0).status == Status::kTimeout);
  CHECK(outcome(answered).status == Status::kOutcomeUnknown);
  CHECK(outcome(without_room).status == Status::kClosed);
  CHECK(watched.events().empty());
}

TEST_CASE("a producer that is freed settles what is pending",
          "[producer][close]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, 0);
  server.frames();
  send_async(*producer, 1);
  std::weak_ptr<Producer> weak = producer;
  producer->give_up();
  producer = nullptr;

  CHECK(server.is_closing());
  auto events = watched.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].error.status == Status::kOutcomeUnknown);
  CHECK(events[1].error.status == Status::kNotSent);
  events.clear();
  server.end_as_asked();
  CHECK(weak.expired());
}
