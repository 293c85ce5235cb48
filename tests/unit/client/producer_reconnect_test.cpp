#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error send_async(Producer& producer, std::size_t index = 0) {
  return producer.send_async(outgoing("x"), "", nullptr, index);
}

}  // namespace

TEST_CASE("a reconnect sends again what was not answered, in order",
          "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& first = *watched.network.last();
  for (int i = 0; i < 4; ++i) send_async(*producer);
  auto before = first.frames();
  CHECK(numbers_of(before) == Numbers{1, 2, 3, 4});
  first.text(stored(1));
  first.text(stored(3));
  first.end(lost());
  CHECK_FALSE(producer->is_connected());
  CHECK(send_async(*producer).status == Status::kOk);
  CHECK(producer->pending_count() == 3);

  MemoryConnection& second = watched.come_back();
  auto after = second.frames();
  CHECK(numbers_of(after) == Numbers{2, 4, 5});
  CHECK(after[0] == before[1]);  // byte for byte
  for (std::uint64_t number : {2, 4, 5}) second.text(stored(number));
  CHECK(watched.events().size() == 5);
  CHECK(producer->pending_count() == 0);
  CHECK(watched.reconnect().frames().empty());
}

TEST_CASE("messages queued before the connection wait for it",
          "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.make_producer();
  auto opening = std::make_shared<Operation>();
  producer->open(opening);
  send_async(*producer);
  send_async(*producer);
  CHECK(watched.network.last()->frames().empty());
  watched.network.last()->open();
  CHECK(numbers_of(watched.network.last()->frames()) == Numbers{1, 2});
}

TEST_CASE("nothing is taken twice by one connection", "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  for (int i = 0; i < 200; ++i) send_async(*producer);
  CHECK(server.frames().size() == 200);
  CHECK(server.frames().empty());
  send_async(*producer);
  CHECK(numbers_of(server.frames()) == Numbers{201});
}

TEST_CASE("a message that breaks three connections is given up",
          "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  for (std::size_t i = 0; i < 3; ++i) send_async(*producer, i);
  for (int loss = 1; loss <= 3; ++loss) {
    CHECK(watched.events().empty());
    CHECK(numbers_of(watched.network.last()->frames()) == Numbers{1, 2, 3});
    watched.network.last()->end(blaming());
    if (loss < 3) watched.come_back();
  }
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].index == 0);
  CHECK(events[0].error.status == Status::kPoisoned);
  CHECK_FALSE(events[0].error.retriable());
  CHECK(events[0].error.message ==
        "producer on persistent://public/default/test: the connection broke "
        "3 times in a row over this message, at last with: 1009 too big");

  MemoryConnection& next = watched.come_back();
  CHECK(numbers_of(next.frames()) == Numbers{2, 3});
  next.text(stored(2));
  next.text(stored(3));
  CHECK(watched.events().size() == 2);
}

TEST_CASE("failed attempts to connect are no losses of a message",
          "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  send_async(*producer);
  watched.network.last()->frames();
  watched.network.last()->end(lost());
  for (int i = 0; i < 5; ++i) {
    watched.timers.advance(Milliseconds(5000));
    watched.network.last()->end(Error(Status::kConnect, "port closed"));
  }
  CHECK(watched.events().empty());
  CHECK(numbers_of(watched.come_back().frames()) == Numbers{1});
}

TEST_CASE("an end for good settles everything", "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  auto flushing = std::make_shared<Operation>();
  send_async(*producer, 0);
  watched.network.last()->frames();
  send_async(*producer, 1);
  producer->flush(flushing);
  auto sending = elsewhere(
      [&] { return producer->send(outgoing("x"), "", 20000, nullptr); });
  REQUIRE(watched.network.last()->await_frames(2).size() == 2);
  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(50));
  send_async(*producer, 3);
  watched.network.last()->end(Error(Status::kAuthorization, "403 forbidden"));

  auto events = watched.events();
  REQUIRE(events.size() == 3);
  CHECK(events[0].error.status == Status::kOutcomeUnknown);
  CHECK(events[1].error.status == Status::kOutcomeUnknown);
  CHECK(events[2].index == 3);
  CHECK(events[2].error.status == Status::kNotSent);
  CHECK(events[2].error.message ==
        "producer on persistent://public/default/test: the message was not "
        "sent: 403 forbidden");
  CHECK(outcome(sending).status == Status::kOutcomeUnknown);
  CHECK(is_done(flushing));

  Error error = send_async(*producer);
  CHECK(error.status == Status::kAuthorization);
  CHECK(error.fatal);
  CHECK_FALSE(error.retriable());
  CHECK(error.message ==
        "producer on persistent://public/default/test: 403 forbidden");
  CHECK(producer->send(outgoing("x"), "", 0, nullptr).status ==
        Status::kAuthorization);
  CHECK(producer->last_error().status == Status::kAuthorization);
}

TEST_CASE("the last failure to connect can be asked for",
          "[producer][reconnect]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  CHECK_FALSE(producer->last_error());
  watched.network.last()->end(lost());
  CHECK(producer->last_error().status == Status::kConnectionLost);
  watched.timers.advance(Milliseconds(50));
  watched.network.last()->end(Error(Status::kConnect, "port closed"));
  CHECK(producer->last_error().status == Status::kConnect);
  watched.come_back();
  CHECK_FALSE(producer->last_error());
  CHECK(producer->is_connected());
}
