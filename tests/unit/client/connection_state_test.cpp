#include <sstream>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// An event of a state in one word: "open 1", "backoff 1 after 50: it broke".
std::string word_for(const Event& event) {
  std::ostringstream out;
  switch (event.change->state) {
    case ConnectionState::kConnecting:
      out << "connecting ";
      break;
    case ConnectionState::kOpen:
      out << "open ";
      break;
    case ConnectionState::kLost:
      out << "lost ";
      break;
    case ConnectionState::kBackoff:
      out << "backoff ";
      break;
    case ConnectionState::kClosed:
      out << "closed ";
      break;
  }
  out << event.change->connection;
  if (event.change->delay.count() > 0) {
    out << " after " << event.change->delay.count();
  }
  if (event.error) out << ": " << event.error.message;
  return out.str();
}

Words states_of(WatchedClient& watched, const Endpoint* endpoint = nullptr) {
  Words words;
  for (const Event& event : watched.events()) {
    if (event.type != EventType::kState) continue;
    const EventSource* about = event.source.get();
    CHECK(about != nullptr);
    CHECK(event.client == watched.client);
    if (!endpoint || endpoint == about) words.push_back(word_for(event));
  }
  return words;
}

struct StatesWatched : WatchedClient {
  StatesWatched() : record(new_record()) {
    client->states_to_events(handler_for(record));
  }
  std::shared_ptr<Recorded<HandlerRecord>> record;
};

}  // namespace

TEST_CASE("a connection's states come in order", "[states]") {
  StatesWatched watched;
  auto producer = watched.open_producer();
  CHECK(states_of(watched) == Words{"connecting 1", "open 1"});
  watched.network.last()->end(lost());
  CHECK(states_of(watched) ==
        Words{"lost 1: it broke", "backoff 1 after 50: it broke"});
  watched.timers.advance(Milliseconds(50));
  CHECK(states_of(watched) == Words{"connecting 2"});
  watched.network.last()->end(Error(Status::kConnect, "port closed"));
  CHECK(states_of(watched) == Words{"backoff 2 after 100: port closed"});
  watched.come_back();
  CHECK(states_of(watched) == Words{"connecting 3", "open 3"});

  auto closing = std::make_shared<Operation>();
  producer->close(closing);
  CHECK(states_of(watched).empty());
  watched.network.end_as_asked();
  REQUIRE(is_done(closing));
  CHECK(states_of(watched) == Words{"closed 3"});
  producer->cut_off(lost());
  CHECK(states_of(watched).empty());
}

TEST_CASE("closed comes once, whatever ends the handle", "[states]") {
  StatesWatched watched;
  auto producer = watched.open_producer();
  states_of(watched);
  Words expected;
  SECTION("the server for good") {
    watched.network.last()->end(Error(Status::kAuthorization, "403"));
    expected = {"lost 1: 403", "closed 1: 403"};
  }
  SECTION("the server, while it reconnects") {
    watched.network.last()->end(lost());
    watched.timers.advance(Milliseconds(50));
    watched.network.last()->end(Error(Status::kAuthorization, "403"));
    expected = {"lost 1: it broke", "backoff 1 after 50: it broke",
                "connecting 2", "closed 2: 403"};
  }
  SECTION("a close between two attempts") {
    watched.network.last()->end(lost());
    producer->close(nullptr);
    expected = {"lost 1: it broke", "backoff 1 after 50: it broke", "closed 1"};
  }
  SECTION("a free") {
    producer->give_up();
    watched.network.end_as_asked();
    expected = {"closed 1: the producer was freed"};
  }
  SECTION("a close of the client without time") {
    producer->send_async(outgoing("x"), "", nullptr, 0);
    watched.client->close(nullptr, 0);
    watched.network.end_as_asked();
    expected = {"closed 1: closed before all was settled"};
  }
  CHECK(states_of(watched) == expected);
  producer->give_up();
  watched.timers.advance(Milliseconds(100000));
  CHECK(states_of(watched).empty());
}

TEST_CASE("a first attempt that fails is told, too", "[states]") {
  StatesWatched watched;
  auto producer = watched.make_producer();
  auto opening = std::make_shared<Operation>();
  producer->open(opening);
  watched.network.last()->end(Error(Status::kNotFound, "404"));
  CHECK(states_of(watched) == Words{"connecting 1", "closed 1: 404"});
}

TEST_CASE("each handle has its own states", "[states]") {
  StatesWatched watched;
  auto consumer = watched.open_consumer();
  auto reader = watched.open_reader(kEarliest);
  watched.network.connection(1)->end(lost());
  auto events = watched.events();
  Words of_consumer;
  Words of_reader;
  for (const Event& event : events) {
    if (event.source == consumer) of_consumer.push_back(word_for(event));
    if (event.source == reader) of_reader.push_back(word_for(event));
  }
  CHECK(of_consumer == Words{"connecting 1", "open 1", "lost 1: it broke",
                             "backoff 1 after 50: it broke"});
  CHECK(of_reader == Words{"connecting 1", "open 1"});
}

TEST_CASE("nobody hears of states who has not asked, or not any more",
          "[states]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  CHECK(watched.events().empty());
  auto record = new_record();
  watched.client->states_to_events(handler_for(record));
  watched.network.last()->end(lost());
  CHECK(states_of(watched).size() == 2);
  watched.client->states_to_events(nullptr);
  CHECK(record->read().freed == 1);
  watched.come_back();
  CHECK(watched.events().empty());
}

TEST_CASE("the handler of states lives until the last event is read",
          "[states]") {
  auto watched = std::make_unique<StatesWatched>();
  auto record = watched->record;
  auto producer = watched->open_producer();
  auto events = watched->events();
  watched->client->states_to_events(nullptr);
  CHECK(record->read().freed == 0);
  events.clear();
  CHECK(record->read().freed == 1);
  producer = nullptr;
}
