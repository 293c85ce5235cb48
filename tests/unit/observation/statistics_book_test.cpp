#include "core/observation/statistics_book.h"

#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

void send_one(Producer& producer) {
  REQUIRE_FALSE(producer.send_async(outgoing("12345"), "", nullptr, 0));
}

}  // namespace

TEST_CASE("the book lists who is there, and sums up all", "[statistics]") {
  WatchedClient watched;
  auto first = watched.open_producer();
  auto second = watched.open_producer();
  send_one(*first);
  send_one(*second);
  send_one(*second);
  StatisticsBook book;
  CHECK(book.read().producers.empty());
  book.add(first);
  book.add(second);

  ClientStatistics all = book.read();
  CHECK(all.producers.size() == 2);
  CHECK(all.totals.producers.sent == 3);

  // What one has counted at its end stays as it was then, once.
  book.ended(*first);
  send_one(*first);
  book.ended(*first);
  all = book.read();
  CHECK(all.producers.size() == 2);
  CHECK(all.totals.producers.sent == 3);

  book.freed(*first);
  all = book.read();
  REQUIRE(all.producers.size() == 1);
  CHECK(all.producers[0].counts.sent == 2);
  CHECK(all.totals.producers.sent == 3);
}

TEST_CASE("one that is freed before its end is counted to its end",
          "[statistics]") {
  WatchedClient watched;
  auto producer = watched.open_producer();
  StatisticsBook book;
  book.add(producer);
  send_one(*producer);
  book.freed(*producer);
  CHECK(book.read().producers.empty());
  CHECK(book.read().totals.producers.sent == 1);
  send_one(*producer);
  CHECK(book.read().totals.producers.sent == 2);
  book.ended(*producer);
  CHECK(book.read().totals.producers.sent == 2);
  // It is not known any more.
  send_one(*producer);
  book.ended(*producer);
  CHECK(book.read().totals.producers.sent == 2);
}
