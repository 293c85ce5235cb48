#include "core/client/outstanding.h"

#include <string>
#include <vector>

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

std::vector<std::int64_t> entries(
    const std::vector<Outstanding::Delivery>& deliveries) {
  std::vector<std::int64_t> entries;
  for (const auto& one : deliveries) entries.push_back(one.id.entry_id);
  return entries;
}
using Entries = std::vector<std::int64_t>;

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
  CHECK(taken->wire_id == message_id(2, 1));
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

TEST_CASE("all up to an id are taken in order, of its partition alone",
          "[outstanding]") {
  Source source;
  Outstanding outstanding;
  for (const std::int64_t entry : {5, 1, 3, 4}) {
    outstanding.add(source.message(entry, 0));
  }
  outstanding.add(source.message(1, 1));
  outstanding.add(source.message(2));
  CHECK(entries(outstanding.take_up_to(id_of(0, 0))).empty());
  CHECK(entries(outstanding.take_up_to(id_of(4, 0))) == Entries{1, 3, 4});
  CHECK(entries(outstanding.take_up_to(id_of(9, 2))).empty());
  CHECK(outstanding.count() == 3);
  CHECK(entries(outstanding.take_all()) == Entries{2, 5, 1});
  CHECK(outstanding.count() == 0);
}
