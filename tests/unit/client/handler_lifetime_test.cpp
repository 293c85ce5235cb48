#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

// Each handler stands for a callback with its user data, which is to be freed
// exactly once, behind the last event that carries it.

namespace {

int freed(const std::shared_ptr<Recorded<HandlerRecord>>& record) {
  return record->read().freed;
}

}  // namespace

TEST_CASE("a handler of refused messages is freed", "[handlers]") {
  WatchedClient watched;
  auto record = new_record();
  auto producer = watched.open_producer({{"maxPendingMessages", "1"}});
  CHECK_FALSE(producer->send_async(outgoing("x"), "", handler_for(record), 0));
  CHECK(
      producer->send_async(outgoing("x"), "", handler_for(record), 0).status ==
      Status::kQueueFull);
  CHECK(freed(record) == 1);
}

TEST_CASE("a handler of many messages is freed behind the last", "[handlers]") {
  WatchedClient watched;
  auto record = new_record();
  auto producer = watched.open_producer();
  {
    auto handler = handler_for(record);
    for (std::size_t i = 0; i < 3; ++i) {
      producer->send_async(outgoing("x"), "", handler, i);
    }
  }
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  watched.network.last()->text(stored(3));
  CHECK(watched.events().size() == 2);  // cleared here
  CHECK(freed(record) == 0);
  watched.client->close(producer, 0);
  CHECK(freed(record) == 0);
  CHECK(watched.events().size() == 1);
  CHECK(freed(record) == 1);
}

TEST_CASE("a delivery handler is freed with its successor or producer",
          "[handlers]") {
  WatchedClient watched;
  auto first = new_record();
  auto second = new_record();
  auto producer = watched.open_producer();
  producer->set_delivery_handler(handler_for(first));
  producer->set_delivery_handler(handler_for(second));
  CHECK(freed(first) == 1);
  producer->send_async(outgoing("x"), "", nullptr, 0);
  producer->set_delivery_handler(nullptr);
  CHECK(freed(second) == 1);
  producer->set_delivery_handler(handler_for(first));
  producer->give_up();
  producer = nullptr;
  watched.network.end_as_asked();
  CHECK(freed(first) == 1);  // an event has it still
  watched.events();
  CHECK(freed(first) == 2);
}

TEST_CASE("the handlers of operations are freed behind their event",
          "[handlers]") {
  WatchedClient watched;
  auto record = new_record();
  auto consumer = watched.make_consumer();
  auto number = watched.client->open_async(consumer, 1000, handler_for(record));
  auto receiving = watched.client->begin(
      EventType::kReceived, handler_for(record), consumer, 1000, nullptr);
  consumer->receive(receiving.operation);
  receiving.operation = nullptr;
  SECTION("done") {
    watched.network.last()->open();
    watched.network.last()->text(delivery(1));
  }
  SECTION("cancelled") {
    watched.client->cancel(receiving.number);
    watched.client->cancel(number);
  }
  SECTION("too late") { watched.timers.advance(Milliseconds(1000)); }
  SECTION("closed") { watched.client->close(nullptr, 0); }
  SECTION("freed") {
    consumer->give_up();
    consumer = nullptr;
  }
  CHECK(freed(record) == 0);
  CHECK(watched.events().size() == 2);
  CHECK(freed(record) == 2);
}

TEST_CASE("a listener is freed with its consumer's end", "[handlers]") {
  WatchedClient watched;
  auto record = new_record();
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(handler_for(record)));
  CHECK(consumer->listen(handler_for(record)).status ==
        Status::kInvalidArgument);
  CHECK(freed(record) == 1);
  watched.network.last()->text(delivery(1));
  consumer->give_up();
  watched.network.end_as_asked();
  CHECK(freed(record) == 1);  // the word of a message has it still
  CHECK(watched.events().empty());
  CHECK(freed(record) == 2);
}

TEST_CASE("a log's handler is freed with its successor or client",
          "[handlers]") {
  auto record = new_record();
  {
    WatchedClient watched(Settings{{"logLevel", "info"}});
    watched.client->log_to_events(handler_for(record));
    watched.client->log_to_events(handler_for(record));
    CHECK(freed(record) == 1);
    watched.client->log().write(LogLevel::kInfo, "part", "line");
    watched.events();
    CHECK(freed(record) == 1);
  }
  CHECK(freed(record) == 2);
}

TEST_CASE("handlers are freed where nobody reads", "[handlers]") {
  auto record = new_record();
  {
    WatchedClient watched;
    auto producer = watched.open_producer();
    auto consumer = watched.open_consumer();
    consumer->listen(handler_for(record));
    watched.network.last()->text(delivery(1));
    producer->set_delivery_handler(handler_for(record));
    for (std::size_t i = 0; i < 3; ++i) {
      producer->send_async(outgoing("x"), "", handler_for(record), i);
    }
    watched.client->handle_made();
    watched.client->close(nullptr, 0);
    watched.client->handle_freed();
  }
  CHECK(freed(record) == 5);
}
