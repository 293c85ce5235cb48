#include "core/client/settlements.h"

#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

const TimePoint kStart{std::chrono::hours(1)};

wire::MessageId id(std::int64_t entry, std::int32_t batch_index = -1) {
  wire::MessageId id;
  id.ledger_id = 1;
  id.entry_id = entry;
  id.batch_index = batch_index;
  return id;
}

}  // namespace

TEST_CASE("a verdict that is remembered is taken once", "[settlements]") {
  Settlements settlements;
  CHECK_FALSE(settlements.take(id(1), kStart));
  settlements.remember(id(1), Verdict::kAck, kStart);
  settlements.remember(id(2), Verdict::kNack, kStart);
  CHECK(settlements.remembered() == 2);
  CHECK_FALSE(settlements.take(id(3), kStart));
  CHECK(settlements.take(id(1), kStart) == Verdict::kAck);
  CHECK_FALSE(settlements.take(id(1), kStart));
  CHECK(settlements.take(id(2), kStart) == Verdict::kNack);
  CHECK(settlements.remembered() == 0);
}

TEST_CASE("messages of one batch are told apart", "[settlements]") {
  Settlements settlements;
  settlements.remember(id(1, 0), Verdict::kAck, kStart);
  CHECK_FALSE(settlements.take(id(1, 1), kStart));
  CHECK_FALSE(settlements.take(id(1), kStart));
  CHECK(settlements.take(id(1, 0), kStart));
}

TEST_CASE("the later verdict counts", "[settlements]") {
  Settlements settlements;
  settlements.remember(id(1), Verdict::kNack, kStart);
  settlements.remember(id(1), Verdict::kAck, kStart + Milliseconds(1));
  CHECK(settlements.remembered() == 1);
  CHECK(settlements.take(id(1), kStart) == Verdict::kAck);
}

TEST_CASE("an unfenced ack is remembered over a loss", "[settlements]") {
  Settlements settlements;
  settlements.sent(id(1), Verdict::kAck);
  settlements.sent(id(2), Verdict::kNack);
  CHECK(settlements.remembered() == 0);
  CHECK(settlements.without_fence() == 2);
  settlements.connection_lost(kStart);
  CHECK(settlements.without_fence() == 0);
  CHECK(settlements.take(id(1), kStart) == Verdict::kAck);
  // It is delivered again in any case.
  CHECK_FALSE(settlements.take(id(2), kStart));
}

TEST_CASE("a fenced ack is not", "[settlements]") {
  Settlements settlements;
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_asked();
  settlements.sent(id(2), Verdict::kAck);
  CHECK(settlements.without_fence() == 1);
  settlements.fence_answered(kStart);
  CHECK(settlements.fences_asked() == 0);
  CHECK(settlements.without_fence() == 1);
  settlements.connection_lost(kStart);
  CHECK_FALSE(settlements.take(id(1), kStart));
  CHECK(settlements.take(id(2), kStart));
}

TEST_CASE("a fence that is not answered proves nothing", "[settlements]") {
  Settlements settlements;
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_asked();
  CHECK(settlements.without_fence() == 0);
  settlements.connection_lost(kStart);
  CHECK(settlements.fences_asked() == 0);
  CHECK(settlements.take(id(1), kStart));
}

TEST_CASE("fences are answered in their order", "[settlements]") {
  Settlements settlements;
  for (int entry = 1; entry <= 3; ++entry) {
    settlements.sent(id(entry), Verdict::kAck);
    settlements.fence_asked();
  }
  CHECK(settlements.fences_asked() == 3);
  settlements.fence_answered(kStart);
  settlements.fence_answered(kStart);
  CHECK(settlements.fences_asked() == 1);
  settlements.connection_lost(kStart);
  CHECK_FALSE(settlements.take(id(1), kStart));
  CHECK_FALSE(settlements.take(id(2), kStart));
  CHECK(settlements.take(id(3), kStart));
}

TEST_CASE("a fence behind nothing is answered too", "[settlements]") {
  Settlements settlements;
  settlements.fence_asked();
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_answered(kStart);
  CHECK(settlements.without_fence() == 1);
  settlements.fence_answered(kStart);  // nobody asked
  CHECK(settlements.without_fence() == 1);
  settlements.connection_lost(kStart);
  CHECK(settlements.take(id(1), kStart));
}

TEST_CASE("fences count on after a loss", "[settlements]") {
  Settlements settlements;
  for (int round = 0; round < 3; ++round) {
    settlements.sent(id(round), Verdict::kAck);
    settlements.fence_asked();
    settlements.sent(id(100 + round), Verdict::kAck);
    settlements.connection_lost(kStart);
  }
  settlements.sent(id(1000), Verdict::kAck);
  settlements.fence_asked();
  settlements.sent(id(1001), Verdict::kAck);
  settlements.fence_answered(kStart);
  settlements.connection_lost(kStart);
  CHECK(settlements.remembered() == 7);
  CHECK_FALSE(settlements.take(id(1000), kStart));
  CHECK(settlements.take(id(1001), kStart));
}

TEST_CASE("a verdict is forgotten after ten minutes", "[settlements]") {
  Settlements settlements;
  const auto memory = std::chrono::minutes(10);
  settlements.remember(id(1), Verdict::kAck, kStart);
  settlements.remember(id(2), Verdict::kAck, kStart + Milliseconds(1));
  settlements.remember(id(3), Verdict::kAck, kStart + memory);
  CHECK(settlements.remembered() == 2);
  CHECK_FALSE(settlements.take(id(1), kStart + memory));
  CHECK(settlements.take(id(2), kStart + memory));
  CHECK(settlements.take(id(3), kStart + memory));
}

TEST_CASE("a verdict that is given again is young again", "[settlements]") {
  Settlements settlements;
  const auto memory = std::chrono::minutes(10);
  settlements.remember(id(1), Verdict::kAck, kStart);
  settlements.take(id(1), kStart);
  settlements.remember(id(1), Verdict::kAck, kStart + std::chrono::minutes(9));
  settlements.remember(id(2), Verdict::kAck, kStart + memory);
  CHECK(settlements.take(id(1), kStart));
}

TEST_CASE("of too many verdicts the oldest are forgotten", "[settlements]") {
  Settlements settlements;
  constexpr int kMost = 100000;
  for (int entry = 0; entry < kMost + 10; ++entry) {
    settlements.remember(id(entry), Verdict::kAck, kStart);
  }
  CHECK(settlements.remembered() <= kMost);
  CHECK_FALSE(settlements.take(id(0), kStart));
  CHECK_FALSE(settlements.take(id(9), kStart));
  CHECK(settlements.take(id(10), kStart));
  CHECK(settlements.take(id(kMost + 9), kStart));
}

TEST_CASE("a confirmed ack is remembered for a while, over losses alone",
          "[settlements]") {
  const Milliseconds memory(1000);
  Settlements settlements(memory);
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_asked();
  settlements.fence_answered(kStart);
  // Delivered again on the same connection: somebody wants it.
  CHECK_FALSE(settlements.remembers(id(1), kStart));
  SECTION("in time") {
    settlements.connection_lost(kStart + memory - Milliseconds(2));
    // Over another loss too.
    settlements.connection_lost(kStart + memory - Milliseconds(2));
    CHECK(settlements.remembers(id(1), kStart + memory - Milliseconds(1)));
    CHECK_FALSE(settlements.remembers(id(1), kStart + memory));
    CHECK(settlements.take(id(1), kStart + memory - Milliseconds(1)));
    CHECK_FALSE(settlements.take(id(1), kStart + memory - Milliseconds(1)));
  }
  SECTION("too late") {
    settlements.connection_lost(kStart + memory);
    CHECK_FALSE(settlements.remembers(id(1), kStart + memory));
    CHECK(settlements.remembered() == 0);
  }
}

TEST_CASE("what was nacked after its ack is not remembered", "[settlements]") {
  Settlements settlements(Milliseconds(1000));
  settlements.sent(id(1), Verdict::kAck);
  settlements.sent(id(2), Verdict::kAck);
  SECTION("both are confirmed") {
    settlements.sent(id(1), Verdict::kNack);
    settlements.fence_asked();
    settlements.fence_answered(kStart);
  }
  SECTION("the nack is not") {
    settlements.fence_asked();
    settlements.sent(id(1), Verdict::kNack);
    settlements.fence_answered(kStart);
  }
  SECTION("none is") { settlements.sent(id(1), Verdict::kNack); }
  settlements.connection_lost(kStart);
  CHECK_FALSE(settlements.remembers(id(1), kStart));
  CHECK(settlements.remembers(id(2), kStart));
}

TEST_CASE("of too many confirmed acks the oldest are forgotten",
          "[settlements]") {
  Settlements settlements(Milliseconds(1000));
  constexpr int kMost = 100000;
  for (int entry = 0; entry < kMost + 10; ++entry) {
    settlements.sent(id(entry), Verdict::kAck);
    settlements.fence_asked();
    settlements.fence_answered(kStart);
  }
  settlements.connection_lost(kStart);
  CHECK(settlements.remembered() <= kMost);
  CHECK_FALSE(settlements.remembers(id(9), kStart));
  CHECK(settlements.remembers(id(10), kStart));
  CHECK(settlements.remembers(id(kMost + 9), kStart));
}
