#include "core/wire/base64.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::string start_of(MemoryNetwork& network) {
  std::string path = network.last()->request().path;
  std::size_t at = path.find("messageId=");
  REQUIRE(at != std::string::npos);
  return path.substr(at + 10);
}

std::string encoded(const std::string& text) {
  std::string out;
  wire::append_percent_encoded(out, text);
  return out;
}

MessagePtr next(Reader& reader) {
  auto message = reader.receive(0);
  REQUIRE(message);
  return *message;
}

Error refused(const std::string& words) {
  Error error(Status::kServer, "500 Server Error: " + words);
  error.http_status = 500;
  return error;
}

}  // namespace

TEST_CASE("a reader starts where it is told", "[reader]") {
  WatchedClient watched;
  watched.open_reader(kEarliest, {{"readerName", "r"}});
  CHECK(start_of(watched.network) == "earliest");
  CHECK(watched.network.last()->request().path.find("readerName=r") !=
        std::string::npos);
  watched.open_reader(kLatest);
  CHECK(start_of(watched.network) == "latest");
  watched.open_reader(wire::MessageId{2, 7});
  CHECK(start_of(watched.network) ==
        encoded(wire::encode_base64(wire::MessageId{2, 7}.serialize())));
}

TEST_CASE("a reader makes room for each message that it hands out",
          "[reader]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kEarliest);
  MemoryConnection& server = *watched.network.last();
  server.text(delivery(1));
  server.text(delivery(2));
  CHECK(server.frames().empty());
  CHECK(reader->has_next() == 1);
  CHECK(payload_of(*next(*reader)) == "payload 1");
  CHECK(words_for(server.frames()) == Words{"ack 1"});
  CHECK(payload_of(*next(*reader)) == "payload 2");
  CHECK(words_for(server.frames()) == Words{"ack 2"});
  CHECK(reader->has_next() == -1);
  CHECK(reader->receive(0).error().status == Status::kTimeout);
}

TEST_CASE("a reader goes on behind the last message that it handed out",
          "[reader][reconnect]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kEarliest);
  watched.network.last()->text(delivery(1));
  watched.network.last()->text(delivery(2));
  next(*reader);
  watched.reconnect();
  CHECK(start_of(watched.network) == encoded(message_id(2, 1)));
  CHECK(watched.network.last()->frames().empty());
  CHECK(reader->receive(0).error().status == Status::kTimeout);
  watched.network.last()->text(delivery(2));
  CHECK(payload_of(*next(*reader)) == "payload 2");
}

TEST_CASE("a reader that has read nothing starts over", "[reader][reconnect]") {
  WatchedClient watched;
  auto reader = watched.open_reader(wire::MessageId{2, 7});
  watched.network.last()->text(delivery(8));
  watched.reconnect();
  CHECK(start_of(watched.network) ==
        encoded(wire::encode_base64(wire::MessageId{2, 7}.serialize())));
  CHECK(watched.events().empty());
}

TEST_CASE("a reader at the latest message tells of a gap",
          "[reader][reconnect]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kLatest);
  CHECK(watched.events().empty());
  SECTION("nothing was read") {
    watched.reconnect();
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].type == EventType::kGap);
    CHECK(events[0].source == reader);
    CHECK(events[0].error.status == Status::kConnectionLost);
  }
  SECTION("something was") {
    watched.network.last()->text(delivery(1));
    next(*reader);
    watched.reconnect();
    CHECK(watched.events().empty());
  }
}

TEST_CASE("a reader's refusals are told apart by their words",
          "[reader][refused]") {
  struct Row {
    const char* words;
    Status status;
    bool again;
  };
  const Row rows[] = {
      {"Namespace not found", Status::kNotFound, true},
      {"Client is not authorized to access the topic", Status::kAuthorization,
       false},
      {"The partitioned topic startMessageId is illegal", Status::kNotSupported,
       false},
      {"something else", Status::kServer, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.words);
    WatchedClient watched;
    auto reader = watched.open_reader(kEarliest);
    watched.network.last()->text(delivery(1));
    next(*reader);
    watched.network.last()->end(lost());
    while (watched.network.count() == 1) {
      watched.timers.advance(Milliseconds(100));
    }
    watched.network.last()->end(refused(row.words));
    CHECK(reader->last_error().status == row.status);
    watched.timers.advance(Milliseconds(60000));
    CHECK((watched.network.count() > 2) == row.again);
  }
}

TEST_CASE("a reader hears a listener's events", "[reader][listener]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kEarliest);
  CHECK_FALSE(reader->listen(handler_for(new_record())));
  watched.network.last()->text(delivery(1));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].source == reader);
  CHECK(events[0].source->kind() == EventSource::Kind::kReader);
  CHECK(payload_of(*events[0].message) == "payload 1");
  CHECK(words_for(watched.network.last()->frames()) == Words{"ack 1"});
}

TEST_CASE("a reader knows the end of its topic once it has asked",
          "[reader][end-of-topic]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kEarliest);
  MemoryConnection& server = *watched.network.last();
  auto asking = std::make_shared<Operation>();
  reader->ask_end_of_topic(asking);
  CHECK(words_for(server.frames()) == Words{"fence"});
  server.text(R"({"endOfTopic":true})");
  // The last message may still be on its way: it is asked once more.
  CHECK_FALSE(is_done(asking));
  CHECK(words_for(server.frames()) == Words{"fence"});
  CHECK(reader->has_next() == -1);
  server.text(delivery(1));
  server.text(R"({"endOfTopic":true})");
  CHECK_FALSE(is_done(asking));
  CHECK(reader->has_next() == 1);
  next(*reader);
  CHECK(reader->has_next() == -1);
  server.text(R"({"endOfTopic":true})");
  REQUIRE(is_done(asking));
  CHECK(asking->answer());
  CHECK(reader->has_next() == 0);

  auto cut = std::make_shared<Operation>();
  reader->ask_end_of_topic(cut);
  server.end(lost());
  REQUIRE(is_done(cut));
  CHECK(cut->error().status == Status::kConnectionLost);
}

TEST_CASE("a closed reader ends what waits", "[reader][close]") {
  WatchedClient watched;
  auto reader = watched.open_reader(kEarliest);
  auto waiting = std::make_shared<Operation>();
  reader->receive(waiting);
  watched.network.last()->text("");
  SECTION("by close") {
    auto fresh = watched.open_reader(kEarliest);
    auto held = std::make_shared<Operation>();
    fresh->receive(held);
    auto closing = watched.client->close_async(fresh, -1, nullptr);
    REQUIRE(is_done(held));
    CHECK(held->error().status == Status::kClosed);
    watched.network.end_as_asked();
    auto events = watched.events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].operation == closing);
    CHECK(events[0].source == fresh);
  }
  SECTION("by the client's") {
    CHECK_FALSE(watched.client->close(nullptr, 0));
    REQUIRE(is_done(waiting));
    CHECK(waiting->error().status == Status::kClosed);
    CHECK(Reader::make(watched.client, "test", kEarliest,
                       Options(OptionsKind::kReader))
              .error()
              .status == Status::kClosed);
  }
}
