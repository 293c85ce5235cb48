#include <functional>

#include "tests/unit/client/waiting_call.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

Error send_async(Producer& producer, std::string_view payload = "x") {
  return producer.send_async(outgoing(payload), "", nullptr, 0);
}

std::vector<Status> statuses(const std::vector<Event>& events) {
  std::vector<Status> statuses;
  for (const Event& event : events) statuses.push_back(event.error.status);
  return statuses;
}
using Statuses = std::vector<Status>;

// Runs a function as its handler.
class CallingHandler final : public EventHandler {
 public:
  explicit CallingHandler(std::function<void()> call)
      : call_(std::move(call)) {}
  void handle(Event&) noexcept override { call_(); }

 private:
  const std::function<void()> call_;
};

}  // namespace

TEST_CASE("a full queue refuses messages", "[producer][queue]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"maxPendingMessages", "2"}});
  MemoryConnection& server = *watched.network.last();
  CHECK_FALSE(send_async(*producer));
  CHECK_FALSE(send_async(*producer));
  Error error = send_async(*producer);
  CHECK(error.status == Status::kQueueFull);
  CHECK(error.retriable());
  CHECK(error.message.find("full with 2 messages") != std::string::npos);
  CHECK(producer->send(outgoing("x"), "", 20000, nullptr).status ==
        Status::kQueueFull);
  CHECK(producer->pending_count() == 2);

  // What is written is still pending; what is answered is not.
  CHECK(server.frames().size() == 2);
  CHECK(send_async(*producer).status == Status::kQueueFull);
  server.text(stored(2));
  CHECK_FALSE(send_async(*producer));
  CHECK(send_async(*producer).status == Status::kQueueFull);
  CHECK(numbers_of(server.frames()) == Numbers{3});
}

TEST_CASE("a queue is full by bytes, too", "[producer][queue]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"maxPendingBytes", "1024"}});
  // One message is always let in.
  CHECK_FALSE(send_async(*producer, std::string(2000, 'x')));
  CHECK(send_async(*producer).status == Status::kQueueFull);
  watched.network.last()->frames();
  watched.network.last()->text(stored(1));
  CHECK_FALSE(send_async(*producer, std::string(300, 'x')));
  CHECK_FALSE(send_async(*producer, std::string(300, 'x')));
  CHECK(send_async(*producer, std::string(300, 'x')).status ==
        Status::kQueueFull);
  CHECK_FALSE(send_async(*producer, "x"));
}

TEST_CASE("where that is asked for, a send waits for room",
          "[producer][queue]") {
  WatchedClient watched;
  const std::string most = GENERATE("1", "2", "3", "4", "7");
  const std::size_t size = std::stoul(most);
  auto producer = watched.open_producer(
      {{"maxPendingMessages", most}, {"blockIfQueueFull", "true"}});
  MemoryConnection& server = *watched.network.last();
  for (std::size_t i = 0; i < size; ++i) CHECK_FALSE(send_async(*producer));
  server.frames();

  // In vain, if nobody makes any.
  Error error = producer->send(outgoing("x"), "", 0, nullptr);
  CHECK(error.status == Status::kTimeout);
  CHECK(error.message.find("was not queued") != std::string::npos);
  CHECK(producer->pending_count() == size);

  INFO("room for " << most);
  WaitingCall sending(
      [&] { return producer->send(outgoing("late"), "", 20000, nullptr); });
  WaitingCall queueing([&] { return send_async(*producer, "late"); });
  REQUIRE(sending.is_waiting());
  REQUIRE(queueing.is_waiting());
  // All is answered but the first, for which a slow broker takes its time.
  for (std::size_t number = size; number > 1; --number) {
    server.text(stored(number));
  }
  if (size == 1) server.text(stored(1));
  for (int written = 0; written < 2;) {
    auto frames = server.await_frames(1);
    REQUIRE_FALSE(frames.empty());
    for (auto number : numbers_of(frames)) {
      server.text(stored(number));
      ++written;
    }
  }
  CHECK_FALSE(queueing.result());
  CHECK_FALSE(sending.result());
}

TEST_CASE("a callback never waits for room", "[producer][queue]") {
  WatchedClient watched(Settings{{"eventDelivery", "callbacks"}});
  auto producer = watched.open_producer(
      {{"maxPendingMessages", "1"}, {"blockIfQueueFull", "true"}});
  MemoryConnection& server = *watched.network.last();
  std::promise<Status> inside;
  auto handler = std::make_shared<CallingHandler>([&] {
    send_async(*producer);
    inside.set_value(send_async(*producer).status);
  });
  CHECK_FALSE(producer->send_async(outgoing("x"), "", handler, 0));
  server.frames();
  server.text(stored(1));
  auto told = inside.get_future();
  REQUIRE(told.wait_for(kPatience) == std::future_status::ready);
  CHECK(told.get() == Status::kQueueFull);
}

TEST_CASE("a message that was never written was not sent",
          "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.make_producer({{"sendTimeout", "1000"}});
  auto opening = std::make_shared<Operation>();
  producer->open(opening);
  CHECK_FALSE(send_async(*producer));
  watched.timers.advance(Milliseconds(999));
  CHECK(watched.events().empty());
  CHECK(producer->pending_count() == 1);
  watched.timers.advance(Milliseconds(1));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].error.status == Status::kNotSent);
  CHECK(events[0].error.retriable());
  CHECK(events[0].error.message ==
        "producer on persistent://public/default/test: the message was not "
        "sent: sendTimeout of 1000 ms is over");
  CHECK(producer->pending_count() == 0);

  watched.network.last()->open();
  CHECK(watched.network.last()->frames().empty());
}

TEST_CASE("the outcome of a written message is unknown",
          "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  MemoryConnection& server = *watched.network.last();
  CHECK_FALSE(send_async(*producer));
  CHECK(server.frames().size() == 1);
  watched.timers.advance(Milliseconds(1000));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].error.status == Status::kOutcomeUnknown);
  CHECK_FALSE(events[0].error.retriable());

  // Its answer comes too late, and it is not written again.
  server.text(stored(1));
  CHECK(watched.events().empty());
  CHECK(watched.reconnect().frames().empty());
}

TEST_CASE("each message has a time of its own", "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  MemoryConnection& server = *watched.network.last();
  send_async(*producer);
  watched.timers.advance(Milliseconds(400));
  send_async(*producer);
  watched.timers.advance(Milliseconds(400));
  send_async(*producer);
  server.frames();
  server.text(stored(1));
  CHECK(statuses(watched.events()) == Statuses{Status::kOk});
  watched.timers.advance(Milliseconds(599));
  CHECK(watched.events().empty());
  watched.timers.advance(Milliseconds(1));
  CHECK(statuses(watched.events()) == Statuses{Status::kOutcomeUnknown});
  watched.timers.advance(Milliseconds(400));
  CHECK(statuses(watched.events()) == Statuses{Status::kOutcomeUnknown});
  CHECK(watched.timers.until_next() > Milliseconds(1000));

  // And so has one that comes after a pause.
  send_async(*producer);
  server.frames();
  watched.timers.advance(Milliseconds(1000));
  CHECK(statuses(watched.events()) == Statuses{Status::kOutcomeUnknown});
}

TEST_CASE("a blocking send ends with the send's timeout",
          "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  auto sending = elsewhere(
      [&] { return producer->send(outgoing("x"), "", 20000, nullptr); });
  REQUIRE(watched.network.last()->await_frames(1).size() == 1);
  watched.timers.advance(Milliseconds(1000));
  CHECK(outcome(sending).status == Status::kOutcomeUnknown);
}

TEST_CASE("the sentence tells why there was no connection",
          "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  watched.network.last()->end(lost());
  send_async(*producer);
  watched.timers.advance(Milliseconds(60));
  watched.network.last()->end(Error(Status::kConnect, "port closed"));
  watched.timers.advance(Milliseconds(10000));
  auto events = watched.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].error.status == Status::kNotSent);
  CHECK(events[0].error.message.find("the last connection failed with: port "
                                     "closed") != std::string::npos);
}

TEST_CASE("with a timeout of 0 a message is never given up",
          "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "0"}});
  MemoryConnection& server = *watched.network.last();
  send_async(*producer);
  server.frames();
  watched.timers.advance(std::chrono::hours(24));
  CHECK(watched.events().empty());
  CHECK(producer->pending_count() == 1);
}

TEST_CASE("a timeout makes room", "[producer][timeout]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"},
                                         {"maxPendingMessages", "1"},
                                         {"blockIfQueueFull", "true"}});
  MemoryConnection& server = *watched.network.last();
  send_async(*producer, "first");
  CHECK(numbers_of(server.frames()) == Numbers{1});
  WaitingCall sending(
      [&] { return producer->send(outgoing("second"), "", 20000, nullptr); });
  REQUIRE(sending.is_waiting());
  watched.timers.advance(Milliseconds(1000));
  auto frames = server.await_frames(1);
  CHECK(numbers_of(frames) == Numbers{2});
  server.text(stored(2));
  CHECK_FALSE(sending.result());
}

TEST_CASE("no more than a window is written and not answered",
          "[producer][window]") {
  WatchedClient watched;
  auto producer = watched.open_producer({{"sendTimeout", "1000"}});
  MemoryConnection& server = *watched.network.last();
  const std::string large(700000, 'x');
  for (int i = 0; i < 10; ++i) CHECK_FALSE(send_async(*producer, large));
  auto written = numbers_of(server.frames());
  REQUIRE(written == Numbers{1, 2, 3, 4, 5, 6, 7, 8});  // 8 MiB

  SECTION("an answer opens it") {
    server.text(stored(3));
    CHECK(numbers_of(server.frames()) == Numbers{9});
    server.text(stored(1));
    CHECK(numbers_of(server.frames()) == Numbers{10});
  }
  SECTION("a timeout opens it") {
    watched.timers.advance(Milliseconds(500));
    CHECK_FALSE(send_async(*producer, "later"));
    CHECK(server.frames().empty());
    watched.timers.advance(Milliseconds(500));
    CHECK(numbers_of(server.frames()) == Numbers{11});
    CHECK(statuses(watched.events()) ==
          Statuses{Status::kOutcomeUnknown, Status::kOutcomeUnknown,
                   Status::kOutcomeUnknown, Status::kOutcomeUnknown,
                   Status::kOutcomeUnknown, Status::kOutcomeUnknown,
                   Status::kOutcomeUnknown, Status::kOutcomeUnknown,
                   Status::kNotSent, Status::kNotSent});
  }
  SECTION("a new connection has a new one") {
    CHECK(numbers_of(watched.reconnect().frames()) == written);
  }
}
