#include "mock/front/message_id_text.h"

#include "tests/support/catch.h"

using pulsarws::mock::append_message_id_text;
using pulsarws::wire::MessageId;

namespace {

std::string text_of(const MessageId& id) {
  std::string text;
  append_message_id_text(text, id);
  return text;
}

MessageId id_of(std::int64_t ledger, std::int64_t entry) {
  MessageId id;
  id.ledger_id = ledger;
  id.entry_id = entry;
  return id;
}

}  // namespace

// All of them a real Pulsar's.
TEST_CASE("an id is written as Pulsar does", "[mock][message_id_text]") {
  CHECK(text_of(id_of(629, 0)) == "CPUEEAAwAA==");
  CHECK(text_of(id_of(0, 0)) == "CAAQADAA");
  CHECK(text_of(id_of(-1, -1)) == "CP///////////wEQ////////////ATAA");

  MessageId partitioned = id_of(646, 0);
  partitioned.partition = 4;
  CHECK(text_of(partitioned) == "CIYFEAAYBDAA");

  MessageId batched = id_of(637, 1);
  batched.batch_index = 1;
  CHECK(text_of(batched) == "CP0EEAEgATAA");
  batched.batch_size = 2;
  CHECK(text_of(batched) == "CP0EEAEgATAC");
}
