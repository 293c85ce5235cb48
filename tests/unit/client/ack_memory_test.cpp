// What a fence has confirmed, and comes again all the same.
#include <algorithm>

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

std::shared_ptr<const Message> receive(Consumer& consumer) {
  auto message = consumer.receive(0);
  REQUIRE(message);
  return *message;
}

bool has_none(Consumer& consumer) {
  return consumer.receive(0).error().status == Status::kTimeout;
}

// Receives, acks and flushes 2:1; the server says that it has handled it.
void pass_and_flush(WatchedClient& watched, Consumer& consumer) {
  watched.network.last()->text(delivery(1));
  CHECK_FALSE(consumer.settle(*receive(consumer), Verdict::kAck));
  auto flushing = std::make_shared<Operation>();
  consumer.flush_acks(flushing);
  watched.network.last()->text(kFenceAnswer);
  REQUIRE(is_done(flushing));
  REQUIRE_FALSE(flushing->error());
  watched.network.last()->frames();
}

}  // namespace

TEST_CASE("a flushed ack holds over a reconnect", "[consumer][memory]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  pass_and_flush(watched, *consumer);
  MemoryConnection& server = watched.reconnect();
  server.frames();
  server.text(delivery(1));
  CHECK(has_none(*consumer));
  const Words words = words_for(server.frames());
  CHECK(std::count(words.begin(), words.end(), "ack 1") == 1);
  CHECK(consumer->statistics().counts.settled_by_library == 1);
  // The second time somebody wants it.
  server.text(delivery(1));
  receive(*consumer);
}

TEST_CASE("a flushed ack is remembered as long as ackMemory says",
          "[consumer][memory]") {
  WatchedClient watched;
  SECTION("some time") {
    auto consumer = watched.open_consumer({{"ackMemory", "5000"}});
    pass_and_flush(watched, *consumer);
    watched.timers.advance(Milliseconds(5000));
    watched.reconnect();
    watched.network.last()->text(delivery(1));
    receive(*consumer);
  }
  SECTION("not at all") {
    auto consumer = watched.open_consumer({{"ackMemory", "0"}});
    pass_and_flush(watched, *consumer);
    watched.reconnect();
    watched.network.last()->text(delivery(1));
    receive(*consumer);
  }
}

TEST_CASE("what is delivered again on the same connection is handed out",
          "[consumer][memory]") {
  // An administrator has rewound the subscription.
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  pass_and_flush(watched, *consumer);
  watched.network.last()->text(delivery(1));
  SECTION("and comes again where it was not settled") { receive(*consumer); }
  SECTION("and comes again where it was not even handed out") {}
  SECTION("and comes again where it was nacked") {
    CHECK_FALSE(consumer->settle(*receive(*consumer), Verdict::kNack));
  }
  SECTION("and comes again where all was asked for again") {
    receive(*consumer);
    CHECK_FALSE(consumer->redeliver());
  }
  watched.reconnect();
  watched.network.last()->text(delivery(1));
  receive(*consumer);
}
