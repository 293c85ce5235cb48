#include "core/client/pending_queue.h"

#include <string>
#include <utility>

#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

constexpr std::size_t kNoWindow = 1 << 30;

PendingMessage message(std::uint64_t sequence, std::size_t size = 10) {
  PendingMessage message;
  message.sequence = sequence;
  message.frame = wire::Frame(std::string(size, 'x'));
  return message;
}

PendingQueue queue_of(std::uint64_t count, std::size_t size = 10) {
  PendingQueue queue;
  for (std::uint64_t i = 1; i <= count; ++i) queue.add(message(i, size));
  return queue;
}

// The numbers of all that write_next gives.
std::vector<std::uint64_t> write_all(PendingQueue& queue,
                                     std::size_t window = kNoWindow) {
  std::vector<std::uint64_t> written;
  while (const PendingMessage* next = queue.write_next(window)) {
    written.push_back(next->sequence);
  }
  return written;
}

using Numbers = std::vector<std::uint64_t>;

Numbers numbers_in(const std::vector<PendingMessage>& messages) {
  Numbers numbers;
  for (const auto& message : messages) numbers.push_back(message.sequence);
  return numbers;
}

using Messages = std::vector<PendingMessage>;

auto into(Messages& taken) {
  return
      [&taken](PendingMessage message) { taken.push_back(std::move(message)); };
}
Messages expired_at(PendingQueue& queue, TimePoint now) {
  Messages taken;
  queue.take_expired(now, into(taken));
  return taken;
}
Messages all_of(PendingQueue& queue) {
  Messages taken;
  queue.take_all(into(taken));
  return taken;
}
Messages unsent_of(PendingQueue& queue) {
  Messages taken;
  queue.take_unsent(into(taken));
  return taken;
}

}  // namespace

TEST_CASE("messages are numbered from 1 and counted", "[pending]") {
  PendingQueue queue;
  CHECK(queue.empty());
  CHECK(queue.next_sequence() == 1);
  CHECK(queue.first_unsettled() == 1);
  queue.add(message(1, 10));
  queue.add(message(2, 30));
  CHECK(queue.count() == 2);
  CHECK(queue.bytes() == 40);
  CHECK(queue.next_sequence() == 3);
  CHECK(queue.first_unsettled() == 1);
  CHECK_FALSE(queue.empty());
}

TEST_CASE("messages are written once, in order", "[pending]") {
  PendingQueue queue = queue_of(3);
  CHECK(queue.has_unwritten());
  CHECK(write_all(queue) == Numbers{1, 2, 3});
  CHECK_FALSE(queue.has_unwritten());
  CHECK(write_all(queue).empty());
  queue.add(message(4));
  CHECK(write_all(queue) == Numbers{4});
}

TEST_CASE("messages are settled in any order", "[pending]") {
  PendingQueue queue = queue_of(4);
  write_all(queue);

  auto second = queue.settle(2);
  REQUIRE(second);
  CHECK(second->sequence == 2);
  CHECK(second->frame.size() == 10);
  CHECK(queue.count() == 3);
  CHECK(queue.bytes() == 30);
  CHECK(queue.first_unsettled() == 1);

  CHECK(queue.settle(1));
  CHECK(queue.first_unsettled() == 3);
  CHECK(queue.settle(4));
  CHECK(queue.first_unsettled() == 3);
  CHECK(queue.settle(3));
  CHECK(queue.first_unsettled() == 5);
  CHECK(queue.empty());
  CHECK(queue.bytes() == 0);
  CHECK(queue.next_sequence() == 5);
}

TEST_CASE("a number is settled once", "[pending]") {
  PendingQueue queue = queue_of(3);
  write_all(queue);
  CHECK(queue.settle(2));
  CHECK_FALSE(queue.settle(2));
  CHECK(queue.settle(1));
  CHECK_FALSE(queue.settle(1));
  CHECK_FALSE(queue.settle(0));
  CHECK_FALSE(queue.settle(4));
  CHECK_FALSE(queue.settle(~std::uint64_t{0}));
  CHECK(queue.count() == 1);
}

TEST_CASE("what is settled before it was written is not written", "[pending]") {
  PendingQueue queue = queue_of(3);
  CHECK(queue.settle(2));
  CHECK(queue.settle(1));
  CHECK(write_all(queue) == Numbers{3});
}

TEST_CASE("the window bounds what is written and not settled", "[pending]") {
  PendingQueue queue = queue_of(5, 10);
  CHECK(write_all(queue, 30) == Numbers{1, 2, 3});
  CHECK(queue.has_unwritten());
  queue.settle(2);
  CHECK(write_all(queue, 30) == Numbers{4});
  queue.settle(1);
  queue.settle(3);
  CHECK(write_all(queue, 30) == Numbers{5});
}

TEST_CASE("one message is let through whatever the window", "[pending]") {
  PendingQueue queue = queue_of(2, 100);
  CHECK(write_all(queue, 30) == Numbers{1});
  queue.settle(1);
  CHECK(write_all(queue, 30) == Numbers{2});
}

TEST_CASE("the window is empty again after a loss", "[pending]") {
  PendingQueue queue = queue_of(4, 10);
  CHECK(write_all(queue, 20) == Numbers{1, 2});
  queue.connection_lost(false);
  CHECK(write_all(queue, 20) == Numbers{1, 2});
  queue.settle(1);
  queue.settle(2);
  CHECK(write_all(queue, 20) == Numbers{3, 4});
}

TEST_CASE("after a loss the unsettled are written again in order",
          "[pending]") {
  PendingQueue queue = queue_of(5);
  write_all(queue);
  queue.settle(1);
  queue.settle(3);
  CHECK_FALSE(queue.connection_lost(false));
  queue.add(message(6));
  CHECK(write_all(queue) == Numbers{2, 4, 5, 6});
}

TEST_CASE("a message knows on how many connections it was written",
          "[pending]") {
  PendingQueue queue = queue_of(2);
  CHECK(queue.write_next(kNoWindow)->connections == 1);
  queue.connection_lost(false);
  CHECK(queue.write_next(kNoWindow)->connections == 2);
  CHECK(queue.write_next(kNoWindow)->connections == 1);

  PendingMessage unwritten = message(1);
  CHECK_FALSE(PendingQueue::maybe_sent(unwritten));
  CHECK(PendingQueue::maybe_sent(*queue.settle(1)));
}

TEST_CASE("a message that breaks three connections is taken out", "[pending]") {
  PendingQueue queue = queue_of(3);
  for (int loss = 1; loss < 3; ++loss) {
    write_all(queue);
    CHECK_FALSE(queue.connection_lost(true));
  }
  write_all(queue);
  auto poisoned = queue.connection_lost(true);
  REQUIRE(poisoned);
  CHECK(poisoned->sequence == 1);
  CHECK(queue.count() == 2);
  CHECK(queue.bytes() == 20);
  // The others go on, with a count of their own.
  CHECK(write_all(queue) == Numbers{2, 3});
  CHECK_FALSE(queue.connection_lost(true));
  write_all(queue);
  CHECK_FALSE(queue.connection_lost(true));
  write_all(queue);
  CHECK(queue.connection_lost(true)->sequence == 2);
}

TEST_CASE("an ack in between clears the first of suspicion", "[pending]") {
  PendingQueue queue = queue_of(3);
  for (int loss = 0; loss < 2; ++loss) {
    write_all(queue);
    CHECK_FALSE(queue.connection_lost(true));
  }
  write_all(queue);
  SECTION("one of its own place") { queue.settle(1); }
  SECTION("one of a later message") { queue.settle(2); }
  for (int loss = 0; loss < 2; ++loss) {
    CHECK_FALSE(queue.connection_lost(true));
    write_all(queue);
  }
  CHECK(queue.connection_lost(true));
}

TEST_CASE("a link that flaps poisons nothing", "[pending]") {
  PendingQueue queue = queue_of(3);
  SECTION("nothing has passed yet") {}
  SECTION("one as large has passed") {
    write_all(queue);
    queue.settle(1);
  }
  for (int loss = 1; loss < 20; ++loss) {
    write_all(queue);
    CHECK_FALSE(queue.connection_lost(false));
  }
  // But not for ever.
  write_all(queue);
  CHECK(queue.connection_lost(false));
}

TEST_CASE("blame counts, not the losses beside it", "[pending]") {
  PendingQueue queue = queue_of(1);
  for (const bool blames : {true, false, true, false, false}) {
    write_all(queue);
    CHECK_FALSE(queue.connection_lost(blames));
  }
  write_all(queue);
  CHECK(queue.connection_lost(true));
}

TEST_CASE("one larger than all that has passed looks like the reason",
          "[pending]") {
  PendingQueue queue = queue_of(1);
  write_all(queue);
  queue.settle(1);
  PendingMessage large = message(2);
  large.frame = wire::Frame(std::string(11, 'x'));
  queue.add(std::move(large));
  for (int loss = 1; loss < 3; ++loss) {
    write_all(queue);
    CHECK_FALSE(queue.connection_lost(false));
  }
  write_all(queue);
  CHECK(queue.connection_lost(false));
}

TEST_CASE("a loss before it was written does not count", "[pending]") {
  PendingQueue queue = queue_of(1);
  for (int loss = 0; loss < 10; ++loss)
    CHECK_FALSE(queue.connection_lost(true));
  write_all(queue);
  CHECK_FALSE(queue.connection_lost(true));
  CHECK_FALSE(queue.connection_lost(true));  // lost while connecting
  CHECK_FALSE(queue.connection_lost(true));
  write_all(queue);
  CHECK_FALSE(queue.connection_lost(true));
  write_all(queue);
  CHECK(queue.connection_lost(true));
}

TEST_CASE("a loss of nothing is nothing", "[pending]") {
  PendingQueue queue;
  for (int loss = 0; loss < 10; ++loss)
    CHECK_FALSE(queue.connection_lost(true));
  queue.add(message(1));
  write_all(queue);
  queue.settle(1);
  for (int loss = 0; loss < 10; ++loss)
    CHECK_FALSE(queue.connection_lost(true));
}

TEST_CASE("what is over its time is taken out", "[pending]") {
  const TimePoint start{std::chrono::hours(1)};
  PendingQueue queue;
  for (std::uint64_t i = 1; i <= 4; ++i) {
    PendingMessage one = message(i);
    one.deadline = start + Milliseconds(i * 100);
    queue.add(std::move(one));
  }
  CHECK(queue.first_deadline() == start + Milliseconds(100));
  CHECK(expired_at(queue, start + Milliseconds(99)).empty());

  queue.write_next(kNoWindow);
  queue.settle(2);
  auto expired = expired_at(queue, start + Milliseconds(300));
  REQUIRE(expired.size() == 2);
  CHECK(expired[0].sequence == 1);
  CHECK(PendingQueue::maybe_sent(expired[0]));
  CHECK(expired[1].sequence == 3);
  CHECK_FALSE(PendingQueue::maybe_sent(expired[1]));

  CHECK(queue.count() == 1);
  CHECK(queue.first_unsettled() == 4);
  CHECK(queue.first_deadline() == start + Milliseconds(400));
  CHECK_FALSE(queue.settle(1));
  CHECK(write_all(queue) == Numbers{4});
}

TEST_CASE("without a deadline nothing is over its time", "[pending]") {
  PendingQueue queue = queue_of(2);
  CHECK_FALSE(queue.first_deadline());
  CHECK(expired_at(queue, TimePoint::max()).empty());
  PendingQueue none;
  CHECK_FALSE(none.first_deadline());
}

TEST_CASE("timeouts of their own are kept in their order", "[pending]") {
  const TimePoint start{std::chrono::hours(1)};
  const auto at = [&](int milliseconds) {
    return start + Milliseconds(milliseconds);
  };
  PendingQueue queue;
  const auto add = [&](int due, int own) {
    PendingMessage one = message(queue.next_sequence());
    if (due > 0) one.deadline = at(due);
    if (own != 0) one.own_timeout = Milliseconds(own);
    queue.add(std::move(one));
  };
  add(0, -1);     // 1: never
  add(900, 900);  // 2
  add(300, 0);    // 3
  add(100, 100);  // 4
  add(400, 0);    // 5
  add(250, 50);   // 6
  CHECK(queue.first_deadline() == at(100));
  CHECK(expired_at(queue, at(99)).empty());

  CHECK(numbers_in(expired_at(queue, at(100))) == Numbers{4});
  CHECK(queue.first_deadline() == at(250));
  // One that is settled has no deadline any more.
  CHECK(queue.settle(6));
  CHECK(queue.first_deadline() == at(300));
  CHECK(queue.settle(3));
  CHECK(queue.first_deadline() == at(400));
  add(950, 0);   // 7
  add(420, 10);  // 8
  add(0, -1);    // 9
  CHECK(numbers_in(expired_at(queue, at(900))) == Numbers{2, 5, 8});
  CHECK(queue.first_deadline() == at(950));
  CHECK(numbers_in(expired_at(queue, at(2000))) == Numbers{7});
  CHECK_FALSE(queue.first_deadline());
  CHECK(expired_at(queue, TimePoint::max()).empty());
  CHECK(queue.count() == 2);
  CHECK(numbers_in(all_of(queue)) == Numbers{1, 9});
  add(1000, 0);
  CHECK(queue.first_deadline() == at(1000));
}

TEST_CASE("what was never written can be taken out alone", "[pending]") {
  PendingQueue queue = queue_of(5);
  queue.write_next(kNoWindow);
  queue.write_next(kNoWindow);
  queue.settle(4);
  // Written on an earlier connection is written, too.
  queue.connection_lost(true);
  queue.write_next(kNoWindow);
  CHECK(numbers_in(unsent_of(queue)) == Numbers{3, 5});
  CHECK(queue.count() == 2);
  CHECK(queue.bytes() == 20);
  CHECK(write_all(queue) == Numbers{2});
  queue.add(message(6));
  CHECK(write_all(queue) == Numbers{6});
}

TEST_CASE("the last that is stored with all before it settled", "[pending]") {
  PendingQueue queue = queue_of(6);
  write_all(queue);
  CHECK(queue.last_stored() == 0);
  queue.settle(2, true);
  CHECK(queue.last_stored() == 0);
  queue.settle(1, false);
  CHECK(queue.last_stored() == 2);
  queue.settle(3, false);
  CHECK(queue.last_stored() == 2);
  queue.settle(5, true);
  CHECK(queue.find(4) != nullptr);
  CHECK(queue.find(5) == nullptr);
  CHECK(queue.find(7) == nullptr);
  queue.settle(4, true);
  CHECK(queue.last_stored() == 5);
  all_of(queue);
  CHECK(queue.last_stored() == 5);
}

TEST_CASE("everything can be taken out", "[pending]") {
  PendingQueue queue = queue_of(3);
  queue.write_next(kNoWindow);
  queue.settle(2);
  auto all = all_of(queue);
  REQUIRE(all.size() == 2);
  CHECK(all[0].sequence == 1);
  CHECK(all[1].sequence == 3);
  CHECK(queue.empty());
  CHECK(queue.bytes() == 0);
  CHECK(queue.next_sequence() == 4);
  queue.add(message(4));
  CHECK(write_all(queue) == Numbers{4});
}

TEST_CASE("a thread that waits can go away", "[pending]") {
  PendingQueue queue;
  SendWaiter waiter;
  for (std::uint64_t i = 1; i <= 2; ++i) {
    PendingMessage one = message(i);
    one.waiter = &waiter;
    queue.add(std::move(one));
  }
  queue.forget_waiter(2);
  CHECK(queue.settle(1)->waiter == &waiter);
  CHECK(queue.settle(2)->waiter == nullptr);
  queue.forget_waiter(1);  // settled: nothing to forget
  queue.forget_waiter(17);
}
