#include <limits>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error send_async(Producer& producer, std::string_view payload,
                 std::shared_ptr<EventHandler> handler = nullptr,
                 std::size_t index = 0) {
  return producer.send_async(outgoing(payload), payload, std::move(handler),
                             index);
}

}  // namespace

TEST_CASE("a send returns with the server's word", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();

  std::optional<Receipt> receipt;
  auto sending = elsewhere([&] {
    return producer->send(outgoing("hello"), "mine", 20000, &receipt);
  });
  auto frames = server.await_frames(1);
  REQUIRE(frames.size() == 1);
  CHECK(parse_client_frame(frames[0]).payload == "hello");
  CHECK(producer->pending_count() == 1);
  server.text(stored(number_of(frames[0])));
  CHECK_FALSE(outcome(sending));
  REQUIRE(receipt);
  REQUIRE(receipt->id);
  CHECK(receipt->id->ledger_id == 1);
  CHECK(receipt->id->entry_id == 1);
  CHECK(receipt->context == "mine");
  CHECK_FALSE(receipt->duplicate);
  CHECK(producer->pending_count() == 0);
  CHECK(watched.events().empty());  // it was told already
}

TEST_CASE("a send returns with the server's refusal", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();

  std::optional<Receipt> receipt;
  auto sending = elsewhere(
      [&] { return producer->send(outgoing("hello"), "", 20000, &receipt); });
  REQUIRE(server.await_frames(1).size() == 1);
  server.text(refused(1, 8, "queue is full"));
  Error error = outcome(sending);
  CHECK(error.status == Status::kSendRefused);
  CHECK(error.message ==
        "producer on persistent://public/default/test: the server refused the "
        "message (error 8): queue is full");
  CHECK_FALSE(receipt);
  CHECK_FALSE(server.is_closing());
}

TEST_CASE("a send without a wish for the receipt", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  auto sending = elsewhere(
      [&] { return producer->send(outgoing("hello"), "", 20000, nullptr); });
  REQUIRE(watched.network.last()->await_frames(1).size() == 1);
  watched.network.last()->text(stored(1));
  CHECK_FALSE(outcome(sending));
}

TEST_CASE("a send that runs out of time leaves its message", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  auto handler = handler_for(new_record());
  producer->set_delivery_handler(handler);

  std::optional<Receipt> receipt;
  Error error = producer->send(outgoing("hello"), "mine", 0, &receipt);
  CHECK(error.status == Status::kTimeoutPending);
  CHECK_FALSE(error.retriable());
  CHECK_FALSE(receipt);
  CHECK(producer->pending_count() == 1);
  CHECK(server.frames().size() == 1);
  CHECK(watched.events().empty());

  SECTION("which is stored") {
    server.text(stored(1));
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].type == EventType::kSent);
    CHECK_FALSE(events[0].error);
    CHECK(events[0].handler == handler);
    CHECK(events[0].source == producer);
    REQUIRE(events[0].receipt);
    CHECK(events[0].receipt->context == "mine");
  }
  SECTION("which is refused") {
    server.text(refused(1, 7, "no"));
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].error.status == Status::kSendRefused);
    REQUIRE(events[0].receipt);
    CHECK(events[0].receipt->context == "mine");
    CHECK_FALSE(events[0].receipt->id);
  }
}

TEST_CASE("queued messages are written in order and told by events",
          "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  auto handler = handler_for(new_record());
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK_FALSE(send_async(*producer, std::to_string(i), handler, i));
  }
  CHECK(producer->pending_count() == 3);
  auto frames = server.frames();
  CHECK(numbers_of(frames) == Numbers{1, 2, 3});
  CHECK(parse_client_frame(frames[2]).payload == "2");

  for (std::uint64_t number = 1; number <= 3; ++number) {
    server.text(stored(number));
  }
  auto events = watched.events();
  REQUIRE(events.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(events[i].type == EventType::kSent);
    CHECK(events[i].index == i);
    CHECK(events[i].handler == handler);
    CHECK(events[i].source == producer);
    REQUIRE(events[i].receipt);
    CHECK(events[i].receipt->context == std::to_string(i));
    REQUIRE(events[i].receipt->id);
    CHECK(events[i].receipt->id->entry_id == static_cast<std::int64_t>(i + 1));
  }
}

TEST_CASE("answers find their message in any order", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  for (std::size_t i = 1; i <= 3; ++i) send_async(*producer, "x", nullptr, i);
  server.frames();
  server.text(refused(3, 8, "it overtook"));
  server.text(stored(2));
  server.text(stored(1));
  auto events = watched.events();
  REQUIRE(events.size() == 3);
  CHECK(events[0].index == 3);
  CHECK(events[0].error.status == Status::kSendRefused);
  CHECK(events[1].index == 2);
  CHECK(events[2].index == 1);
}

TEST_CASE("an answer counts once", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  for (std::size_t i = 0; i < 2; ++i) send_async(*producer, "x", nullptr, i);
  server.frames();
  server.text(stored(2));
  server.text(stored(2));
  server.text(refused(2, 8, "no"));
  server.text(stored(1));
  server.text(stored(1));
  server.text(stored(3));  // nobody sent it
  server.text(stored(999));
  CHECK(watched.events().size() == 2);
  CHECK(producer->pending_count() == 0);
  CHECK_FALSE(server.is_closing());
}

TEST_CASE("a callback hears of its messages", "[producer]") {
  WatchedClient watched(Settings{{"eventDelivery", "callbacks"}});
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  auto record = new_record();
  auto handler = handler_for(record);
  for (std::size_t i = 0; i < 3; ++i) send_async(*producer, "x", handler, i);
  handler = nullptr;
  server.frames();
  server.text(stored(1));
  server.text(refused(2, 8, "no"));
  CHECK(record->wait_until(
      [](const HandlerRecord& heard) { return heard.types.size() == 2; },
      kPatience));
  CHECK(record->read().freed == 0);
  server.text(stored(3));
  CHECK(record->wait_until(
      [](const HandlerRecord& heard) { return heard.freed == 1; }, kPatience));
  HandlerRecord heard = record->read();
  CHECK(heard.indexes == std::vector<std::size_t>{0, 1, 2});
  CHECK(heard.statuses ==
        std::vector<Status>{Status::kOk, Status::kSendRefused, Status::kOk});
}

TEST_CASE("without anybody to tell, a failure is logged", "[producer]") {
  WatchedClient watched(
      Settings{{"eventDelivery", "callbacks"}, {"logLevel", "warning"}});
  std::vector<std::string> lines;
  watched.client->log().set_sink(
      [&](LogEntry entry) { lines.push_back(entry.message); });
  auto producer = watched.open_producer();
  send_async(*producer, "x");
  send_async(*producer, "x");
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  CHECK(lines.empty());
  watched.network.last()->text(refused(2, 8, "no"));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("the server refused the message (error 8): no") !=
        std::string::npos);
  watched.client->log().set_sink([](LogEntry) {});
}

TEST_CASE("what the server cannot take is refused at once", "[producer]") {
  WatchedClient watched(Settings{{"maxFrameSize", "1024"}});
  auto producer = watched.open_producer();

  SECTION("too big") {
    Error error = send_async(*producer, std::string(800, 'x'));
    CHECK(error.status == Status::kMessageTooBig);
    CHECK(error.message.find("1024 (maxFrameSize)") != std::string::npos);
    CHECK(producer->send(outgoing(std::string(800, 'x')), "", 0, nullptr)
              .status == Status::kMessageTooBig);
  }
  SECTION("too big to be looked at") {
    // Nobody may read there.
    const char* nowhere = reinterpret_cast<const char*>(16);
    for (const std::size_t size :
         {std::size_t{2000}, std::size_t{1} << 40,
          std::numeric_limits<std::size_t>::max(),
          std::numeric_limits<std::size_t>::max() / 4 * 3}) {
      CAPTURE(size);
      const std::string_view far(nowhere, size);
      wire::PropertyView named;
      named.key = far;
      wire::PropertyView valued;
      valued.value = far;
      std::vector<wire::OutgoingMessage> messages(5, outgoing("x"));
      messages[0].payload = far;
      messages[1].key = far;
      messages[2].properties = &named;
      messages[3].properties = &valued;
      messages[2].property_count = messages[3].property_count = 1;
      messages[4].replication_clusters = &far;
      messages[4].replication_cluster_count = 1;
      for (const wire::OutgoingMessage& message : messages) {
        CHECK(producer->send_async(message, "", nullptr, 0).status ==
              Status::kMessageTooBig);
      }
      if (size <= 65536) continue;
      CHECK(producer->send_async(outgoing("x"), far, nullptr, 0).status ==
            Status::kInvalidArgument);
    }
    const std::size_t most = std::numeric_limits<std::size_t>::max();
    CHECK(producer->check_lists(most, 0).status == Status::kMessageTooBig);
    CHECK(producer->check_lists(0, most).status == Status::kMessageTooBig);
    CHECK_FALSE(producer->check_lists(100, 100));
  }
  SECTION("a context that is too long") {
    const std::string longest(65536, 'x');
    CHECK_FALSE(producer->send_async(outgoing("x"), longest, nullptr, 0));
    CHECK(
        producer->send_async(outgoing("x"), longest + "x", nullptr, 0).status ==
        Status::kInvalidArgument);
    CHECK(producer->purge(true));
    watched.network.last()->frames();
  }
  SECTION("invalid") {
    wire::OutgoingMessage message = outgoing("x");
    message.event_time = -1;
    Error error = producer->send_async(message, "", nullptr, 0);
    CHECK(error.status == Status::kInvalidMessage);
    CHECK(error.message.find("producer on persistent://public/default/test") ==
          0);
  }
  CHECK(producer->pending_count() == 0);
  CHECK(watched.network.last()->frames().empty());
}

TEST_CASE("the largest frame that fits goes out", "[producer]") {
  WatchedClient watched(Settings{{"maxFrameSize", "1024"}});
  auto producer = watched.open_producer();
  // Base64 grows in steps of four.
  std::string payload;
  while (!send_async(*producer, payload)) payload += "xxx";
  std::size_t longest = 0;
  for (const auto& frame : watched.network.last()->frames()) {
    longest = std::max(longest, frame.size());
  }
  CHECK(longest <= 1024);
  CHECK(longest > 1020);
}

TEST_CASE("answers that are no answers break the connection", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, "x");
  server.frames();
  SECTION("not JSON") { server.text("nonsense"); }
  SECTION("no context") { server.text(error_answer(3, "unreadable", "")); }
  REQUIRE(server.abandoned());
  CHECK(server.abandoned()->status == Status::kProtocol);
  // The message is still owed an outcome.
  CHECK(producer->pending_count() == 1);
  CHECK(watched.events().empty());
  server.end_as_asked();
  MemoryConnection& again = watched.come_back();
  CHECK(numbers_of(again.frames()) == Numbers{1});
}

TEST_CASE("a message that is dropped as a duplicate on its first way is lost",
          "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, "x");
  server.frames();
  SECTION("which is an error") {
    server.text(had_already(1));
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].error.status == Status::kSendRefused);
    CHECK(events[0].error.message.find("initialSequenceId is too low") !=
          std::string::npos);
    REQUIRE(events[0].receipt);
    CHECK(events[0].receipt->context == "x");
    CHECK_FALSE(events[0].receipt->id);
    CHECK_FALSE(events[0].receipt->duplicate);
  }
  SECTION("but not on its second") {
    MemoryConnection& again = watched.reconnect();
    again.frames();
    again.text(had_already(1));
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK_FALSE(events[0].error);
    REQUIRE(events[0].receipt);
    CHECK(events[0].receipt->duplicate);
  }
}

TEST_CASE("the handshake asks for what the options say", "[producer]") {
  WatchedClient watched;
  SECTION("without batches") {
    auto producer = watched.open_producer(
        {{"producerName", "me & you"}, {"maxPendingMessages", "17"}});
    CHECK(watched.network.last()->request().path ==
          "/ws/v2/producer/persistent/public/default/test"
          "?producerName=me%20%26%20you&batchingEnabled=false");
  }
  SECTION("with batches the limit is the proxy's too") {
    auto producer = watched.open_producer(
        {{"batchingEnabled", "true"}, {"maxPendingMessages", "17"}});
    CHECK(watched.network.last()->request().path ==
          "/ws/v2/producer/persistent/public/default/test"
          "?batchingEnabled=true&maxPendingMessages=17");
  }
  SECTION("the number of the last message, until it was open once") {
    auto producer = watched.open_producer({{"initialSequenceId", "41"}});
    CHECK(watched.network.last()->request().path ==
          "/ws/v2/producer/persistent/public/default/test"
          "?batchingEnabled=false&initialSequenceId=41");
    watched.reconnect();
    CHECK(watched.network.last()->request().path ==
          "/ws/v2/producer/persistent/public/default/test"
          "?batchingEnabled=false");
  }
}
