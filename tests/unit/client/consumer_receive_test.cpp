#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// What a receive without waiting gives: the payload, or the status's name.
std::string received(Consumer& consumer) {
  auto message = consumer.receive(0);
  return message ? payload_of(**message) : status_name(message.error().status);
}

AsyncOperation receive_async(WatchedClient& watched,
                             const std::shared_ptr<Consumer>& consumer,
                             Timeout timeout = -1) {
  auto begun = watched.client->begin(EventType::kReceived, nullptr, consumer,
                                     timeout, nullptr);
  consumer->receive(begun.operation);
  return begun;
}

}  // namespace

TEST_CASE("a consumer asks for what its options say", "[consumer]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer(
      {{"subscriptionType", "Key_Shared"}, {"consumerName", "me"}});
  CHECK(watched.network.last()->request().path ==
        "/ws/v2/consumer/persistent/public/default/test/sub"
        "?subscriptionType=Key_Shared&receiverQueueSize=1000&pullMode=true"
        "&consumerName=me");
  CHECK(consumer->topic() == "persistent://public/default/test");
  CHECK(consumer->subscription() == "sub");
}

TEST_CASE("what is no message is no surplus", "[consumer]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "1"}});
  MemoryConnection& server = *watched.network.last();
  Delivery large;
  large.payload = std::string(5 << 20, 'x');
  for (std::int64_t entry : {1, 2}) {
    large.id = message_id(2, entry);
    server.text(delivery_frame(large));
  }
  for (int i = 0; i < 10; ++i) server.text(kFenceAnswer);
  CHECK_FALSE(server.abandoned());
  for (std::int64_t entry : {3, 4, 5, 6}) {
    large.id = message_id(2, entry);
    server.text(delivery_frame(large));
  }
  REQUIRE(server.abandoned());
  CHECK(server.abandoned()->status == Status::kProtocol);
}

TEST_CASE("a subscription has a proper name", "[consumer]") {
  WatchedClient watched;
  for (std::string name : {"", "a/b", "a\nb", ".", ".."}) {
    INFO(name);
    auto made = Consumer::make(watched.client, *ConsumerTopics::one("test"),
                               name, Options(OptionsKind::kConsumer));
    REQUIRE_FALSE(made);
    CHECK(made.error().status == Status::kInvalidArgument);
  }
  CHECK(Consumer::make(watched.client, *ConsumerTopics::one("test"), "a b",
                       Options(OptionsKind::kConsumer)));
}

TEST_CASE("messages are received in order", "[consumer]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  for (int entry = 1; entry <= 3; ++entry) server.text(delivery(entry));

  auto message = consumer->receive(0);
  REQUIRE(message);
  CHECK(payload_of(**message) == "payload 1");
  CHECK((*message)->content().id.ledger_id == 2);
  CHECK((*message)->content().id.entry_id == 1);
  CHECK((*message)->topic() == "persistent://public/default/test");
  CHECK((*message)->connection() == 1);
  CHECK(received(*consumer) == "payload 2");
  CHECK(received(*consumer) == "payload 3");
  CHECK(received(*consumer) == "PWS_ERR_TIMEOUT");
}

TEST_CASE("a receive waits for a message", "[consumer]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto receiving = elsewhere([&] { return received(*consumer); });
  CHECK(outcome(receiving) == "PWS_ERR_TIMEOUT");
  auto waiting = elsewhere([&] {
    auto message = consumer->receive(20000);
    return message ? payload_of(**message) : std::string("nothing");
  });
  watched.network.last()->text(delivery(1));
  CHECK(outcome(waiting) == "payload 1");
}

TEST_CASE("permits are given at the start and topped up at half",
          "[consumer][permits]") {
  WatchedClient watched;
  auto [size, half] = GENERATE(table<int, int>({
      {1, 1},
      {2, 1},
      {3, 1},
      {4, 2},
      {5, 2},
      {10, 5},
  }));
  INFO("receiverQueueSize " << size);
  auto consumer =
      watched.open_consumer({{"receiverQueueSize", std::to_string(size)}});
  MemoryConnection& server = *watched.network.last();
  CHECK(words_for(server.frames()) == Words{"permit " + std::to_string(size)});
  for (int entry = 1; entry <= size; ++entry) server.text(delivery(entry));
  CHECK(server.frames().empty());  // what only waits here makes no room

  for (int taken = 1; taken <= size; ++taken) {
    CHECK(received(*consumer) == "payload " + std::to_string(taken));
    CHECK(words_for(server.frames()) ==
          (taken % half == 0 ? Words{"permit " + std::to_string(half)}
                             : Words{}));
  }
}

TEST_CASE("every way of handing out makes room", "[consumer][permits]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "2"}});
  MemoryConnection& server = *watched.network.last();
  server.frames();
  SECTION("a receive that waited") {
    receive_async(watched, consumer);
    server.text(delivery(1));
  }
  SECTION("a receive without waiting") {
    server.text(delivery(1));
    receive_async(watched, consumer);
  }
  SECTION("a listener") {
    CHECK_FALSE(consumer->listen(nullptr));
    server.text(delivery(1));
    CHECK(server.frames().empty());
    CHECK(watched.events().size() == 1);
  }
  CHECK(words_for(server.frames()) == Words{"permit 1"});
}

TEST_CASE("in push mode there are no permits", "[consumer][permits]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer(
      {{"receiverQueueSize", "2"}, {"pullMode", "false"}});
  MemoryConnection& server = *watched.network.last();
  for (int entry = 1; entry <= 4; ++entry) {
    server.text(delivery(entry));
    CHECK(received(*consumer) == "payload " + std::to_string(entry));
  }
  CHECK(server.frames().empty());
}

TEST_CASE("a new connection has permits of its own", "[consumer][permits]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "4"}});
  MemoryConnection& first = *watched.network.last();
  first.frames();
  first.text(delivery(1));
  received(*consumer);  // half of a half
  MemoryConnection& second = watched.reconnect();
  CHECK(words_for(second.frames()) == Words{"permit 4"});
  second.text(delivery(2));
  received(*consumer);
  CHECK(second.frames().empty());
  second.text(delivery(3));
  received(*consumer);
  CHECK(words_for(second.frames()) == Words{"permit 2"});
}

TEST_CASE("what was not handed out is dropped with its connection",
          "[consumer][reconnect]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& first = *watched.network.last();
  for (int entry = 1; entry <= 3; ++entry) first.text(delivery(entry));
  CHECK(received(*consumer) == "payload 1");
  first.end(lost());
  CHECK(received(*consumer) == "PWS_ERR_TIMEOUT");

  MemoryConnection& second = watched.come_back();
  for (int entry = 2; entry <= 3; ++entry) second.text(delivery(entry));
  CHECK(received(*consumer) == "payload 2");
  CHECK(received(*consumer) == "payload 3");
}

TEST_CASE("a receive that waits goes over a reconnect",
          "[consumer][reconnect]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto begun = receive_async(watched, consumer);
  watched.reconnect().text(delivery(1));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].operation == begun.number);
  REQUIRE(events[0].message);
}

TEST_CASE("messages come by events to those who asked, in order",
          "[consumer][async]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.text(delivery(1));
  auto first = receive_async(watched, consumer);
  auto second = receive_async(watched, consumer);
  auto third = receive_async(watched, consumer);
  server.text(delivery(2));
  server.text(delivery(3));
  server.text(delivery(4));
  auto events = watched.events();
  REQUIRE(events.size() == 3);
  const std::uint64_t numbers[] = {first.number, second.number, third.number};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(events[i].type == EventType::kReceived);
    CHECK(events[i].operation == numbers[i]);
    CHECK(events[i].source == consumer);
    REQUIRE(events[i].message);
    CHECK(payload_of(*events[i].message) == "payload " + std::to_string(i + 1));
  }
  CHECK(received(*consumer) == "payload 4");
}

TEST_CASE("a receive that is cancelled loses no message", "[consumer][async]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "2"}});
  MemoryConnection& server = *watched.network.last();
  server.frames();
  auto first = receive_async(watched, consumer);
  auto second = receive_async(watched, consumer);
  auto third = receive_async(watched, consumer);
  watched.client->cancel(first.number);
  watched.client->cancel(third.number);
  watched.client->cancel(third.number);
  auto cancelled = watched.events();
  REQUIRE(cancelled.size() == 2);
  CHECK(cancelled[0].operation == first.number);
  CHECK(cancelled[0].error.status == Status::kCancelled);
  CHECK(cancelled[1].operation == third.number);

  server.text(delivery(1));
  server.text(delivery(2));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].operation == second.number);
  CHECK(payload_of(*events[0].message) == "payload 1");
  CHECK(words_for(server.frames()) == Words{"permit 1"});
  CHECK(received(*consumer) == "payload 2");

  watched.client->cancel(second.number);  // over already
  watched.client->cancel(999);
  CHECK(watched.events().empty());
}

TEST_CASE("a receive whose time is over loses no message",
          "[consumer][async]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  auto begun = receive_async(watched, consumer, 100);
  watched.timers.advance(Milliseconds(99));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(1));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].operation == begun.number);
  CHECK(events[0].error.status == Status::kTimeout);
  CHECK_FALSE(events[0].message);
  watched.network.last()->text(delivery(1));
  CHECK(watched.events().empty());
  CHECK(received(*consumer) == "payload 1");
}

TEST_CASE("a receive that is over before it began takes no message",
          "[consumer][async]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  watched.network.last()->text(delivery(1));
  auto receiving = std::make_shared<Operation>();
  receiving->complete(Error(Status::kCancelled, ""));
  consumer->receive(receiving);
  CHECK_FALSE(receiving->take_message());
  CHECK(received(*consumer) == "payload 1");
}

TEST_CASE("a frame that is none breaks the connection", "[consumer]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.text("nonsense");
  REQUIRE(server.abandoned());
  CHECK(server.abandoned()->status == Status::kProtocol);
  server.end_as_asked();
  watched.come_back().text(delivery(1));
  CHECK(received(*consumer) == "payload 1");
}

TEST_CASE("an end for good is told to whoever receives", "[consumer]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& first = *watched.network.last();
  first.text(delivery(1));
  first.end(lost());
  receive_async(watched, consumer);
  watched.timers.advance(Milliseconds(50));
  watched.network.last()->end(Error(Status::kAuthorization, "403 no"));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::kReceived);
  CHECK(events[0].error.status == Status::kAuthorization);
  CHECK(events[0].error.fatal);

  auto message = consumer->receive(-1);
  REQUIRE_FALSE(message);
  CHECK(message.error().status == Status::kAuthorization);
  CHECK(message.error().fatal);
  CHECK(message.error().message ==
        "consumer on persistent://public/default/test, subscription sub: 403 "
        "no");
}
