#include <algorithm>

#include "tests/unit/client/waiting_call.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error send_async(Producer& producer, std::size_t index = 0,
                 std::int64_t send_timeout = 0) {
  return producer.send_async(outgoing("x"), std::to_string(index), nullptr,
                             index, {send_timeout});
}

// "INDEX STATUS" of each event, whose receipt has the message's context.
std::vector<std::string> outcomes(const std::vector<Event>& events) {
  std::vector<std::string> outcomes;
  for (const Event& event : events) {
    REQUIRE(event.type == EventType::kSent);
    REQUIRE(event.receipt);
    CHECK(event.receipt->context == std::to_string(event.index));
    CHECK(event.receipt->id.has_value() == !event.error);
    outcomes.push_back(std::to_string(event.index) + " " +
                       std::to_string(static_cast<int>(event.error.status)));
  }
  return outcomes;
}
using Outcomes = std::vector<std::string>;

std::string outcome_of(std::size_t index, Status status) {
  return std::to_string(index) + " " + std::to_string(static_cast<int>(status));
}

}  // namespace

TEST_CASE("a purge gives up what was never written", "[producer][purge]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, 0);
  CHECK(server.frames().size() == 1);
  send_async(*producer, 1);
  auto flushing = std::make_shared<Operation>();
  producer->flush(flushing);
  WaitingCall sending(
      [&] { return producer->send(outgoing("x"), "", 20000, nullptr); });
  REQUIRE(sending.is_waiting());
  while (producer->pending_count() < 3) std::this_thread::yield();

  SECTION("and leaves what was") {
    CHECK(*producer->purge(false) == 2);
    CHECK(outcomes(watched.events()) ==
          Outcomes{outcome_of(1, Status::kNotSent)});
    CHECK(producer->pending_count() == 1);
    CHECK_FALSE(is_done(flushing));
    server.text(stored(1));
    CHECK(outcomes(watched.events()) == Outcomes{outcome_of(0, Status::kOk)});
  }
  SECTION("and where that is asked for what was, too") {
    CHECK(*producer->purge(true) == 3);
    CHECK(outcomes(watched.events()) ==
          Outcomes{outcome_of(0, Status::kOutcomeUnknown),
                   outcome_of(1, Status::kNotSent)});
    CHECK(producer->pending_count() == 0);
    CHECK(producer->pending_bytes() == 0);
    // Its answer comes too late, and it is not written again.
    server.text(stored(1));
    CHECK(watched.events().empty());
  }
  Error error = sending.result();
  CHECK(error.status == Status::kNotSent);
  CHECK(error.message ==
        "producer on persistent://public/default/test: the message was not "
        "sent: it was purged");
  CHECK(is_done(flushing));
  CHECK(watched.reconnect().frames().empty());
  CHECK(*producer->purge(true) == 0);

  send_async(*producer, 3);
  CHECK(numbers_of(watched.network.last()->frames()) == Numbers{4});
}

TEST_CASE("a purge makes room", "[producer][purge]") {
  WatchedClient watched;
  auto producer = watched.open_producer(
      {{"maxPendingMessages", "1"}, {"blockIfQueueFull", "true"}});
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, 0);
  server.frames();
  WaitingCall sending(
      [&] { return producer->send(outgoing("second"), "", 20000, nullptr); });
  REQUIRE(sending.is_waiting());
  CHECK(*producer->purge(true) == 1);
  CHECK(numbers_of(server.await_frames(1)) == Numbers{2});
  server.text(stored(2));
  CHECK_FALSE(sending.result());
}

TEST_CASE("a purge ends a close that waits", "[producer][purge]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, 0);
  server.frames();
  watched.client->close_async(producer, -1, nullptr);
  CHECK_FALSE(server.is_closing());
  CHECK(*producer->purge(true) == 1);
  CHECK(server.is_closing());
  server.end_as_asked();
  auto purged = producer->purge(true);
  REQUIRE_FALSE(purged);
  CHECK(purged.error().status == Status::kClosed);
}

TEST_CASE("a purge opens the window for what comes", "[producer][purge]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  MemoryConnection& server = *watched.network.last();
  const std::string large(700000, 'x');
  for (int i = 0; i < 10; ++i) {
    producer->send_async(outgoing(large), "", nullptr, 0);
  }
  CHECK(server.frames().size() == 8);
  CHECK(*producer->purge(true) == 10);
  send_async(*producer);
  CHECK(numbers_of(server.frames()) == Numbers{11});
}

TEST_CASE("a message may have a timeout of its own", "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, 0);
  send_async(*producer, 1, 200);
  send_async(*producer, 2, -1);
  send_async(*producer, 3, 5000);
  server.frames();
  watched.timers.advance(Milliseconds(199));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(1));
  auto events = watched.events();
  CHECK(outcomes(events) == Outcomes{outcome_of(1, Status::kOutcomeUnknown)});
  CHECK(events[0].error.message.find("its send_timeout_ms of 200 ms is over") !=
        std::string::npos);
  watched.timers.advance(Milliseconds(800));
  events = watched.events();
  CHECK(outcomes(events) == Outcomes{outcome_of(0, Status::kOutcomeUnknown)});
  CHECK(events[0].error.message.find("sendTimeout of 1000 ms is over") !=
        std::string::npos);
  watched.timers.advance(Milliseconds(3999));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(1));
  CHECK(outcomes(watched.events()) ==
        Outcomes{outcome_of(3, Status::kOutcomeUnknown)});
  watched.timers.advance(std::chrono::hours(48));
  CHECK(watched.events().empty());
  CHECK(producer->pending_count() == 1);
}

TEST_CASE("a message may have a timeout where others have none",
          "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "0"}});
  send_async(*producer, 0);
  send_async(*producer, 1, 100);
  auto sending = elsewhere(
      [&] { return producer->send(outgoing("x"), "", 20000, nullptr, {50}); });
  while (producer->pending_count() < 3) std::this_thread::yield();
  watched.timers.advance(Milliseconds(50));
  CHECK(outcome(sending).status == Status::kNotSent);
  watched.timers.advance(Milliseconds(50));
  CHECK(outcomes(watched.events()) ==
        Outcomes{outcome_of(1, Status::kNotSent)});
}

TEST_CASE("a timeout that is none is refused", "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  for (std::int64_t timeout : {std::int64_t{-2}, std::int64_t{86'400'001}}) {
    Error error = send_async(*producer, 0, timeout);
    CHECK(error.status == Status::kInvalidArgument);
    CHECK(error.message.find("send_timeout_ms") != std::string::npos);
  }
  CHECK_FALSE(send_async(*producer, 0, 86'400'000));
  CHECK(producer->pending_count() == 1);
}

TEST_CASE("one timer runs for all messages", "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  const std::size_t before = watched.timers.waiting();
  for (std::size_t i = 0; i < 50; ++i) {
    send_async(*producer, i);
    send_async(*producer, i, 500 - static_cast<std::int64_t>(i));
  }
  CHECK(watched.timers.waiting() == before + 1);
}

TEST_CASE("the last number that was published", "[producer]") {
  WatchedClient watched;
  std::int64_t first = -1;
  Settings settings;
  SECTION("from the beginning") {}
  SECTION("from a number of the application's") {
    first = 41;
    settings = {{"producerName", "me"}, {"initialSequenceId", "41"}};
  }
  auto producer = watched.open_producer(settings);
  CHECK(producer->name() == (first == 41 ? "me" : ""));
  CHECK(producer->last_sequence_id() == first);
  MemoryConnection& server = *watched.network.last();
  for (std::size_t i = 0; i < 4; ++i) send_async(*producer, i);
  CHECK(producer->pending_bytes() > 100);
  server.frames();
  server.text(stored(2));
  CHECK(producer->last_sequence_id() == first);
  server.text(stored(1));
  CHECK(producer->last_sequence_id() == first + 2);
  server.text(refused(3, 8, "no"));
  CHECK(producer->last_sequence_id() == first + 2);
  server.text(stored(4));
  CHECK(producer->last_sequence_id() == first + 4);
  CHECK(producer->pending_bytes() == 0);
}

TEST_CASE("each failure says which message it was", "[producer]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  Status expected = Status::kOutcomeUnknown;
  send_async(*producer, 7);
  watched.network.last()->frames();
  SECTION("out of time") { watched.timers.advance(Milliseconds(1000)); }
  SECTION("refused") {
    watched.network.last()->text(refused(1, 8, "no"));
    expected = Status::kSendRefused;
  }
  SECTION("closed") { watched.client->close(producer, 0); }
  SECTION("poisoned") {
    for (int loss = 0; loss < 3; ++loss) {
      watched.reconnect(blaming());
      watched.network.last()->frames();
    }
    expected = Status::kPoisoned;
  }
  CHECK(outcomes(watched.events()) == Outcomes{outcome_of(7, expected)});
}
