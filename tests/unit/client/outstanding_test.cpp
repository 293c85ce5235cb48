#include "core/client/outstanding.h"

#include <new>
#include <string>
#include <vector>

#include "core/wire/consumer_frame.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

// Makes messages of some ids, by way of a consumer.
class Source {
 public:
  Source() : consumer_(watched_.open_consumer()) {}

  MessagePtr message(std::int64_t entry, std::int32_t partition = -1) {
    Delivery sent;
    sent.id = message_id(2, entry, partition);
    watched_.network.last()->text(delivery_frame(sent));
    auto message = consumer_->receive(0);
    REQUIRE(message);
    return *message;
  }

 private:
  WatchedClient watched_;
  std::shared_ptr<Consumer> consumer_;
};

wire::MessageId id_of(std::int64_t entry, std::int32_t partition = -1) {
  wire::MessageId id{2, entry};
  id.partition = partition;
  return id;
}

using Entries = std::vector<std::int64_t>;

Entries up_to(Outstanding& outstanding, const wire::MessageId& id) {
  Entries entries;
  outstanding.take_up_to(id, [&](const Outstanding::Delivery& delivery) {
    entries.push_back(delivery.id.entry_id);
  });
  return entries;
}

}  // namespace

TEST_CASE("a delivery is taken once, by its id", "[outstanding]") {
  Source source;
  Outstanding outstanding;
  auto message = source.message(1);
  outstanding.add(message);
  CHECK(outstanding.count() == 1);
  CHECK_FALSE(outstanding.take(id_of(2)));
  auto taken = outstanding.take(id_of(1));
  REQUIRE(taken);
  CHECK(taken->ack.text() == wire::write_ack(message_id(2, 1)).text());
  CHECK(taken->connection == message->connection());
  CHECK(taken->message.lock() == message);
  CHECK_FALSE(outstanding.take(id_of(1)));
  CHECK(outstanding.count() == 0);
}

TEST_CASE("the first verdict on a delivery counts, with or without its message",
          "[outstanding]") {
  Source source;
  Outstanding outstanding;
  auto kept = source.message(1);
  outstanding.add(kept);
  auto taken = outstanding.take(id_of(1));
  REQUIRE(taken);
  CHECK(taken->settle());
  CHECK_FALSE(taken->settle());
  CHECK_FALSE(kept->settle());

  outstanding.add(source.message(2));  // freed at once
  taken = outstanding.take(id_of(2));
  REQUIRE(taken);
  CHECK(taken->message.expired());
  CHECK(taken->settle());
}

TEST_CASE("a second delivery takes the place of the first", "[outstanding]") {
  Source source;
  Outstanding outstanding;
  auto first = source.message(1);
  auto second = source.message(1);
  outstanding.add(first);
  outstanding.add(second);
  CHECK(outstanding.count() == 1);
  // What is said of the first is nothing to the second.
  outstanding.remove(*first);
  CHECK(outstanding.count() == 1);
  outstanding.remove(*second);
  CHECK(outstanding.count() == 0);
  outstanding.remove(*second);
}

TEST_CASE("what could not be used stays, with those behind it",
          "[outstanding]") {
  Source source;
  Outstanding outstanding;
  for (const std::int64_t entry : {1, 2, 3}) {
    outstanding.add(source.message(entry));
  }
  const auto use = [](const Outstanding::Delivery& delivery) {
    if (delivery.id.entry_id == 2) throw std::bad_alloc();
  };
  CHECK_THROWS_AS(outstanding.take_up_to(id_of(3), use), std::bad_alloc);
  CHECK(up_to(outstanding, id_of(3)) == Entries{2, 3});
}

TEST_CASE("the place of one that has gone is used again", "[outstanding]") {
  Source source;
  Outstanding outstanding;
  auto first = source.message(1);
  auto second = source.message(2);
  outstanding.add(first);
  outstanding.remove(*first);
  outstanding.add(second);
  CHECK_FALSE(outstanding.find(id_of(1)));
  REQUIRE(outstanding.find(id_of(2)));
  CHECK(outstanding.find(id_of(2))->message.lock() == second);
  CHECK(outstanding.ack_of(*first).text().empty());
  CHECK(outstanding.ack_of(*second).text() ==
        wire::write_ack(message_id(2, 2)).text());
  outstanding.add(first);
  outstanding.remove(*first);
  outstanding.add(second);  // delivered again, into the place of its own
  CHECK(outstanding.count() == 1);
}

TEST_CASE("all up to an id are taken in order, of its partition alone",
          "[outstanding]") {
  Source source;
  Outstanding outstanding;
  for (const std::int64_t entry : {5, 1, 3, 4}) {
    outstanding.add(source.message(entry, 0));
  }
  outstanding.add(source.message(1, 1));
  outstanding.add(source.message(2));
  CHECK(up_to(outstanding, id_of(0, 0)).empty());
  CHECK(up_to(outstanding, id_of(4, 0)) == Entries{1, 3, 4});
  CHECK(up_to(outstanding, id_of(9, 2)).empty());
  CHECK(outstanding.count() == 3);
  Entries all;
  outstanding.take_all([&](const Outstanding::Delivery& delivery) {
    all.push_back(delivery.id.entry_id);
  });
  CHECK(all == Entries{2, 5, 1});
  CHECK(outstanding.count() == 0);
}
