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
  CHECK_FALSE(settlements.take(id(1)));
  settlements.remember(id(1), Verdict::kAck, kStart);
  settlements.remember(id(2), Verdict::kNack, kStart);
  CHECK(settlements.remembered() == 2);
  CHECK_FALSE(settlements.take(id(3)));
  CHECK(settlements.take(id(1)) == Verdict::kAck);
  CHECK_FALSE(settlements.take(id(1)));
  CHECK(settlements.take(id(2)) == Verdict::kNack);
  CHECK(settlements.remembered() == 0);
}

TEST_CASE("messages of one batch are told apart", "[settlements]") {
  Settlements settlements;
  settlements.remember(id(1, 0), Verdict::kAck, kStart);
  CHECK_FALSE(settlements.take(id(1, 1)));
  CHECK_FALSE(settlements.take(id(1)));
  CHECK(settlements.take(id(1, 0)));
}

TEST_CASE("the later verdict counts", "[settlements]") {
  Settlements settlements;
  settlements.remember(id(1), Verdict::kNack, kStart);
  settlements.remember(id(1), Verdict::kAck, kStart + Milliseconds(1));
  CHECK(settlements.remembered() == 1);
  CHECK(settlements.take(id(1)) == Verdict::kAck);
}

TEST_CASE("an unfenced ack is remembered over a loss", "[settlements]") {
  Settlements settlements;
  settlements.sent(id(1), Verdict::kAck);
  settlements.sent(id(2), Verdict::kNack);
  CHECK(settlements.remembered() == 0);
  CHECK(settlements.without_fence() == 2);
  settlements.connection_lost(kStart);
  CHECK(settlements.without_fence() == 0);
  CHECK(settlements.take(id(1)) == Verdict::kAck);
  // It is delivered again in any case.
  CHECK_FALSE(settlements.take(id(2)));
}

TEST_CASE("a fenced ack is not", "[settlements]") {
  Settlements settlements;
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_asked();
  settlements.sent(id(2), Verdict::kAck);
  CHECK(settlements.without_fence() == 1);
  settlements.fence_answered();
  CHECK(settlements.fences_asked() == 0);
  CHECK(settlements.without_fence() == 1);
  settlements.connection_lost(kStart);
  CHECK_FALSE(settlements.take(id(1)));
  CHECK(settlements.take(id(2)));
}

TEST_CASE("a fence that is not answered proves nothing", "[settlements]") {
  Settlements settlements;
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_asked();
  CHECK(settlements.without_fence() == 0);
  settlements.connection_lost(kStart);
  CHECK(settlements.fences_asked() == 0);
  CHECK(settlements.take(id(1)));
}

TEST_CASE("fences are answered in their order", "[settlements]") {
  Settlements settlements;
  for (int entry = 1; entry <= 3; ++entry) {
    settlements.sent(id(entry), Verdict::kAck);
    settlements.fence_asked();
  }
  CHECK(settlements.fences_asked() == 3);
  settlements.fence_answered();
  settlements.fence_answered();
  CHECK(settlements.fences_asked() == 1);
  settlements.connection_lost(kStart);
  CHECK_FALSE(settlements.take(id(1)));
  CHECK_FALSE(settlements.take(id(2)));
  CHECK(settlements.take(id(3)));
}

TEST_CASE("a fence behind nothing is answered too", "[settlements]") {
  Settlements settlements;
  settlements.fence_asked();
  settlements.sent(id(1), Verdict::kAck);
  settlements.fence_answered();
  CHECK(settlements.without_fence() == 1);
  settlements.fence_answered();  // nobody asked
  CHECK(settlements.without_fence() == 1);
  settlements.connection_lost(kStart);
  CHECK(settlements.take(id(1)));
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
  settlements.fence_answered();
  settlements.connection_lost(kStart);
  CHECK(settlements.remembered() == 7);
  CHECK_FALSE(settlements.take(id(1000)));
  CHECK(settlements.take(id(1001)));
}

TEST_CASE("a verdict is forgotten after ten minutes", "[settlements]") {
  Settlements settlements;
  const auto memory = std::chrono::minutes(10);
  settlements.remember(id(1), Verdict::kAck, kStart);
  settlements.remember(id(2), Verdict::kAck, kStart + Milliseconds(1));
  settlements.remember(id(3), Verdict::kAck, kStart + memory);
  CHECK(settlements.remembered() == 2);
  CHECK_FALSE(settlements.take(id(1)));
  CHECK(settlements.take(id(2)));
  CHECK(settlements.take(id(3)));
}

TEST_CASE("a verdict that is given again is young again", "[settlements]") {
  Settlements settlements;
  const auto memory = std::chrono::minutes(10);
  settlements.remember(id(1), Verdict::kAck, kStart);
  settlements.take(id(1));
  settlements.remember(id(1), Verdict::kAck, kStart + std::chrono::minutes(9));
  settlements.remember(id(2), Verdict::kAck, kStart + memory);
  CHECK(settlements.take(id(1)));
}

TEST_CASE("of too many verdicts the oldest are forgotten", "[settlements]") {
  Settlements settlements;
  constexpr int kMost = 100000;
  for (int entry = 0; entry < kMost + 10; ++entry) {
    settlements.remember(id(entry), Verdict::kAck, kStart);
  }
  CHECK(settlements.remembered() <= kMost);
  CHECK_FALSE(settlements.take(id(0)));
  CHECK_FALSE(settlements.take(id(9)));
  CHECK(settlements.take(id(10)));
  CHECK(settlements.take(id(kMost + 9)));
}
