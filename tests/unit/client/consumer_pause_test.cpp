#include "tests/unit/client/waiting_call.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

bool has_none(Consumer& consumer) {
  return consumer.receive(0).error().status == Status::kTimeout;
}

std::vector<std::string> payloads(const std::vector<Event>& events) {
  std::vector<std::string> payloads;
  for (const Event& event : events) {
    payloads.push_back(payload_of(*event.message));
  }
  return payloads;
}
using Payloads = std::vector<std::string>;

}  // namespace

TEST_CASE("a pause holds back what receive would take", "[consumer][pause]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer({{"receiverQueueSize", "4"}});
  MemoryConnection& server = *watched.network.last();
  server.text(delivery(1));
  CHECK(words_for(server.frames()) == Words{"permit 4"});
  CHECK_FALSE(consumer->pause());
  CHECK(has_none(*consumer));
  server.text(delivery(2));
  CHECK(consumer->queued_count() == 2);
  CHECK(server.frames().empty());  // and no permit for more

  auto waiting = std::make_shared<Operation>();
  consumer->receive(waiting);
  CHECK_FALSE(is_done(waiting));
  CHECK_FALSE(consumer->resume());
  REQUIRE(is_done(waiting));
  CHECK(payload_of(*waiting->take_message()) == "payload 1");
  auto next = consumer->receive(0);
  REQUIRE(next);
  CHECK(payload_of(**next) == "payload 2");
  CHECK(words_for(server.frames()) == Words{"permit 2"});
  CHECK_FALSE(consumer->resume());
  CHECK(has_none(*consumer));
}

TEST_CASE("a pause holds back what the listener would hear",
          "[consumer][pause][listener]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  CHECK_FALSE(consumer->listen(handler_for(new_record())));
  server.text(delivery(1));  // announced, and not taken before the pause
  CHECK_FALSE(consumer->pause());
  server.text(delivery(2));
  CHECK(watched.events().empty());
  CHECK_FALSE(consumer->resume());
  server.text(delivery(3));
  CHECK(payloads(watched.events()) ==
        Payloads{"payload 1", "payload 2", "payload 3"});
  CHECK(watched.events().empty());
}

TEST_CASE("a pause with an announcement left gives no message twice",
          "[consumer][pause][listener]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->listen(handler_for(new_record())));
  watched.network.last()->text(delivery(1));
  CHECK_FALSE(consumer->pause());
  CHECK_FALSE(consumer->resume());  // announced twice now
  CHECK(payloads(watched.events()) == Payloads{"payload 1"});
}

TEST_CASE("a pause outlives a reconnect", "[consumer][pause]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  CHECK_FALSE(consumer->pause());
  watched.reconnect().text(delivery(1));
  CHECK(has_none(*consumer));
  CHECK_FALSE(consumer->resume());
  CHECK(consumer->receive(0));
}

TEST_CASE("a closed consumer is not paused", "[consumer][pause]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  CHECK_FALSE(watched.client->close(consumer, 0));
  CHECK(consumer->pause().status == Status::kClosed);
  CHECK(consumer->resume().status == Status::kClosed);
}

TEST_CASE("a batch ends with its count, its bytes or its time",
          "[consumer][batch]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  for (int entry = 1; entry <= 5; ++entry) server.text(delivery(entry));
  auto two = consumer->receive_batch(2, 0, -1);
  REQUIRE(two);
  REQUIRE(two->size() == 2);
  CHECK(payload_of(*(*two)[1]) == "payload 2");
  auto bytes = consumer->receive_batch(10, 10, -1);  // "payload 3" has 9
  REQUIRE(bytes);
  CHECK(bytes->size() == 2);
  auto rest = consumer->receive_batch(10, 0, 0);
  REQUIRE(rest);
  CHECK(rest->size() == 1);
  CHECK(consumer->receive_batch(10, 0, 0).error().status == Status::kTimeout);
}

TEST_CASE("a batch waits for more, and gives what it has at the end",
          "[consumer][batch]") {
  WatchedClient watched;
  auto consumer = watched.open_consumer();
  MemoryConnection& server = *watched.network.last();
  server.text(delivery(1));
  std::size_t size = 0;
  WaitingCall call([&] {
    auto batch = consumer->receive_batch(3, 0, -1);
    if (!batch) return batch.error();
    size = batch->size();
    return Error();
  });
  CHECK(call.is_waiting());
  SECTION("all came") {
    server.text(delivery(2));
    server.text(delivery(3));
    CHECK_FALSE(call.result());
    CHECK(size == 3);
  }
  SECTION("the consumer was closed") {
    CHECK_FALSE(watched.client->close(consumer, 0));
    CHECK_FALSE(call.result());
    CHECK(size == 1);
    CHECK(consumer->receive_batch(3, 0, 0).error().status == Status::kClosed);
  }
}
