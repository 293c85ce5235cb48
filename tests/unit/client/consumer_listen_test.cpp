#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::vector<std::string> payloads(const std::vector<Event>& events) {
  std::vector<std::string> payloads;
  for (const Event& event : events) {
    CHECK(event.type == EventType::kMessage);
    payloads.push_back(event.message ? payload_of(*event.message) : "none");
  }
  return payloads;
}
using Payloads = std::vector<std::string>;

}  // namespace

TEST_CASE("a listener gets all messages in order", "[consumer][listener]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.text(delivery(1));
  server.text(delivery(2));
  auto handler = handler_for(new_record());
  CHECK_FALSE(consumer->listen(handler));
  server.text(delivery(3));
  auto events = watched.events();
  REQUIRE(payloads(events) == Payloads{"payload 1", "payload 2", "payload 3"});
  for (const Event& event : events) {
    CHECK(event.handler == handler);
    CHECK(event.source == consumer);
  }
}

TEST_CASE("a callback gets the messages one after the other",
          "[consumer][listener]") {
  WatchedClient watched(Settings{{"eventDelivery", "callbacks"}});
  auto consumer = watched.open_consumer({{"receiverQueueSize", "1000"}});
  auto record = new_record();
  CHECK_FALSE(consumer->listen(handler_for(record)));
  for (int entry = 0; entry < 200; ++entry) {
    watched.network.last()->text(delivery(entry));
  }
  CHECK(record->wait_until(
      [](const HandlerRecord& heard) { return heard.payloads.size() == 200; },
      kPatience));
  HandlerRecord heard = record->read();
  for (std::size_t i = 0; i < 200; ++i) {
    CHECK(heard.payloads[i] == "payload " + std::to_string(i));
  }
}

TEST_CASE("receive and listen do not go together", "[consumer][listener]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto handler = handler_for(new_record());

  SECTION("listen, then receive or listen") {
    CHECK_FALSE(consumer->listen(handler));
    watched.network.last()->text(delivery(1));
    CHECK(consumer->receive(-1).error().status == Status::kInvalidArgument);
    auto receiving = std::make_shared<Operation>();
    consumer->receive(receiving);
    REQUIRE(is_done(receiving));
    CHECK(receiving->error().status == Status::kInvalidArgument);
    CHECK(consumer->listen(handler).status == Status::kInvalidArgument);
    CHECK(watched.events().size() == 1);
  }
  SECTION("receive, then listen") {
    auto over = std::make_shared<Operation>();
    auto waiting = std::make_shared<Operation>();
    consumer->receive(over);
    consumer->receive(waiting);
    over->abort(Error(Status::kCancelled, ""));
    CHECK(consumer->listen(handler).status == Status::kInvalidArgument);
    waiting->abort(Error(Status::kCancelled, ""));
    CHECK_FALSE(consumer->listen(handler));
  }
}

TEST_CASE("a listener is not handed what its connection took along",
          "[consumer][listener]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(nullptr));
  for (int entry = 1; entry <= 3; ++entry) {
    watched.network.last()->text(delivery(entry));
  }
  auto first = testing::poll(watched.client->events(), 1, Clock::now());
  CHECK(payloads(first) == Payloads{"payload 1"});

  MemoryConnection& second = watched.reconnect();
  CHECK(watched.events().empty());
  for (int entry = 2; entry <= 4; ++entry) second.text(delivery(entry));
  CHECK(payloads(watched.events()) ==
        Payloads{"payload 2", "payload 3", "payload 4"});
}

TEST_CASE("a listener hears each message once over a reconnect that is unread",
          "[consumer][listener]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(nullptr));
  for (int entry = 1; entry <= 3; ++entry) {
    watched.network.last()->text(delivery(entry));
  }
  MemoryConnection& second = watched.reconnect();
  for (int entry = 1; entry <= 2; ++entry) second.text(delivery(entry));
  // One word of messages, and two messages.
  CHECK(payloads(watched.events()) == Payloads{"payload 1", "payload 2"});
  second.text(delivery(3));
  CHECK(payloads(watched.events()) == Payloads{"payload 3"});
}

TEST_CASE("a listener is told of an end for good, and freed",
          "[consumer][listener]") {
  WatchedClient watched;
  auto record = new_record();
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(handler_for(record)));
  watched.network.last()->text(delivery(1));
  watched.network.last()->end(Error(Status::kAuthentication, "401 no"));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::kEnded);
  CHECK(events[0].error.status == Status::kAuthentication);
  CHECK(events[0].error.fatal);
  CHECK(events[0].source == consumer);
  CHECK(record->read().freed == 0);
  events.clear();
  CHECK(record->read().freed == 1);
}

TEST_CASE("a listener of a closed consumer hears nothing and is freed",
          "[consumer][listener]") {
  WatchedClient watched;
  auto record = new_record();
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(handler_for(record)));
  watched.network.last()->text(delivery(1));
  watched.client->close_async(consumer, -1, nullptr);
  watched.network.last()->text(delivery(2));
  watched.network.end_as_asked();
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::kClosed);
  CHECK(record->read().freed == 1);
  CHECK(consumer->listen(nullptr).status == Status::kClosed);
  CHECK(consumer->receive(-1).error().status == Status::kClosed);
}
