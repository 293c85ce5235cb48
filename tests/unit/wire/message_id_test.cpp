#include "core/wire/message_id.h"

#include <limits>
#include <string>
#include <unordered_set>

#include "core/wire/base64.h"
#include "tests/support/catch.h"

using pulsarws::wire::decode_base64;
using pulsarws::wire::encode_base64;
using pulsarws::wire::MessageId;
using pulsarws::wire::parse_message_id;
using pulsarws::wire::parse_message_id_base64;

namespace {

MessageId make_id(std::int64_t ledger, std::int64_t entry,
                  std::int32_t partition = -1, std::int32_t batch_index = -1,
                  std::int32_t batch_size = 0) {
  MessageId id;
  id.ledger_id = ledger;
  id.entry_id = entry;
  id.partition = partition;
  id.batch_index = batch_index;
  id.batch_size = batch_size;
  return id;
}

// Bytes written as numbers, so that zeros may be among them.
std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

const std::string kMinusOne = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";

}  // namespace

TEST_CASE("an id of a plain topic is read", "[message_id]") {
  const auto id = parse_message_id_base64("CAUQADAA");
  REQUIRE(id.has_value());
  CHECK(id->ledger_id == 5);
  CHECK(id->entry_id == 0);
  CHECK(id->partition == -1);
  CHECK(id->batch_index == -1);
  CHECK(id->batch_size == 0);
  CHECK(id->to_string() == "5:0:-1:-1");
}

TEST_CASE("an id with every field is read", "[message_id]") {
  // ledger 300, entry 7, partition 3, batch index 4, two ack_set words, batch
  // size 10, and a first chunk's id.
  const auto id = parse_message_id(
      bytes({0x08, 0xac, 0x02, 0x10, 0x07, 0x18, 0x03, 0x20, 0x04, 0x28, 0x01,
             0x28, 0x02, 0x30, 0x0a, 0x3a, 0x04, 0x08, 0x09, 0x10, 0x09}));
  REQUIRE(id.has_value());
  CHECK(*id == make_id(300, 7, 3, 4));
  CHECK(id->batch_size == 10);
}

TEST_CASE("a ledger of -1 takes ten bytes", "[message_id]") {
  const auto id = parse_message_id("\x08" + kMinusOne + "\x10" + kMinusOne);
  REQUIRE(id.has_value());
  CHECK(id->ledger_id == -1);
  CHECK(id->entry_id == -1);
}

TEST_CASE("a negative int32 is read in both of its forms", "[message_id]") {
  const std::string place = bytes({0x08, 0x05, 0x10, 0x00, 0x18});
  CHECK(parse_message_id(place + kMinusOne)->partition == -1);
  CHECK(parse_message_id(place + "\xff\xff\xff\xff\x0f")->partition == -1);
}

TEST_CASE("unknown fields are skipped by their wire type", "[message_id]") {
  const std::string place = bytes({0x08, 0x05, 0x10, 0x06});
  const std::string unknown[] = {
      bytes({0x40, 0x96, 0x01}),              // varint
      bytes({0x41, 1, 2, 3, 4, 5, 6, 7, 8}),  // 64 bits
      bytes({0x42, 0x03, 0x08, 0x63, 0x10}),  // bytes
      bytes({0x45, 1, 2, 3, 4}),              // 32 bits
      bytes({0xc0, 0xbb, 0x78, 0x01}),        // a large number
      bytes({0x2a, 0x02, 0x01, 0x02}),        // ack_set, packed
      bytes({0x1a, 0x01, 0x09})};             // not a varint
  for (const std::string& field : unknown) {
    CAPTURE(encode_base64(field));
    CHECK(parse_message_id(field + place) == make_id(5, 6));
    CHECK(parse_message_id(place + field) == make_id(5, 6));
  }
}

TEST_CASE("an id cut short is refused", "[message_id]") {
  const std::string whole =
      bytes({0x10, 0x07, 0x18, 0x03, 0x20, 0x04, 0x28, 0x81, 0x01, 0x30, 0x0a,
             0x3a, 0x02, 0x08, 0x09, 0x41, 1,    2,    3,    4,    5,    6,
             7,    8,    0x45, 1,    2,    3,    4,    0x08, 0xac, 0x02});
  REQUIRE(parse_message_id(whole) == make_id(300, 7, 3, 4));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(parse_message_id(whole.substr(0, size)).has_value());
  }
}

TEST_CASE("what is not a MessageIdData is refused", "[message_id]") {
  const std::string place = bytes({0x08, 0x05, 0x10, 0x06});
  const std::string wrong[] = {
      "",
      bytes({0x08, 0x05}),                                     // no entry
      bytes({0x10, 0x05}),                                     // no ledger
      place + bytes({0x00, 0x01}),                             // field 0
      place + bytes({0x43}),                                   // a group
      place + bytes({0x44}),                                   // a group's end
      place + bytes({0x46}),                                   // no wire type
      place + bytes({0x47}),                                   // no wire type
      place + "\x40\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",  // 65 bits
      place + "\x40\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",  // 11 bytes
      place + "\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",      // a size
      place + bytes({0xc0, 0x80, 0x80, 0x80, 0x80, 0x01, 0x01}),   // a tag
      place + bytes({0x42, 0x7f}) + std::string(126, 'x')};
  for (const std::string& text : wrong) {
    CAPTURE(encode_base64(text));
    CHECK_FALSE(parse_message_id(text).has_value());
  }
}

TEST_CASE("an id of absurd length is refused", "[message_id]") {
  std::string id = bytes({0x08, 0x05, 0x10, 0x06});
  while (id.size() < 768) id += bytes({0x28, 0x01});
  CHECK(parse_message_id(id).has_value());
  CHECK(parse_message_id_base64(encode_base64(id)).has_value());
  id += bytes({0x28, 0x01});
  CHECK_FALSE(parse_message_id(id).has_value());
  CHECK_FALSE(parse_message_id_base64(encode_base64(id)).has_value());
  CHECK_FALSE(parse_message_id_base64(std::string(1 << 20, 'A')).has_value());
}

TEST_CASE("an id must be strict base64", "[message_id]") {
  CHECK_FALSE(parse_message_id_base64("CAUQADA").has_value());
  CHECK_FALSE(parse_message_id_base64("CAUQADAA ").has_value());
  CHECK_FALSE(parse_message_id_base64("not an id").has_value());
  CHECK_FALSE(parse_message_id_base64("").has_value());
}

TEST_CASE("an id is written as Apache's native client writes it",
          "[message_id]") {
  // Each text is what its C++ client serialises for these numbers.
  CHECK(make_id(5, 0).serialize() == bytes({0x08, 0x05, 0x10, 0x00}));
  CHECK(make_id(-1, -1).serialize() == "\x08" + kMinusOne + "\x10" + kMinusOne);
  CHECK(make_id(7, -1, 3, 4).serialize() ==
        "\x08\x07\x10" + kMinusOne + "\x18\x03\x20\x04");
  CHECK(make_id(7, 1, 0, 0, 10).serialize() ==
        bytes({0x08, 0x07, 0x10, 0x01, 0x18, 0x00, 0x20, 0x00, 0x30, 0x0a}));
}

TEST_CASE("ids survive serialisation", "[message_id]") {
  constexpr std::int64_t kNumbers[] = {
      -1,    0,          1,
      127,   128,        16383,
      16384, 0xffffffff, std::numeric_limits<std::int64_t>::max()};
  for (const std::int64_t ledger : kNumbers) {
    for (const std::int64_t entry : kNumbers) {
      const MessageId id =
          make_id(ledger, entry, static_cast<std::int32_t>(entry & 0x7fff),
                  std::numeric_limits<std::int32_t>::max(), 12);
      const auto read = parse_message_id(id.serialize());
      REQUIRE(read.has_value());
      CHECK(*read == id);
      CHECK(read->batch_size == 12);
    }
  }
}

TEST_CASE("ids are ordered by their place", "[message_id]") {
  const MessageId ascending[] = {make_id(-1, -1),     make_id(1, 9, 9, 9),
                                 make_id(2, 0),       make_id(2, 1, 0, 5),
                                 make_id(2, 1, 1),    make_id(2, 1, 1, 0),
                                 make_id(2, 1, 1, 1), make_id(1LL << 40, 0)};
  for (const MessageId& left : ascending) {
    for (const MessageId& right : ascending) {
      CAPTURE(left.to_string(), right.to_string());
      CHECK((left < right) == (&left < &right));
      CHECK((left == right) == (&left == &right));
      CHECK(left.compare(right) == -right.compare(left));
    }
  }
}

TEST_CASE("a batch's size makes no other id", "[message_id]") {
  const MessageId without = make_id(1, 2, 3, 4);
  const MessageId with = make_id(1, 2, 3, 4, 10);
  CHECK(without == with);
  CHECK(std::hash<MessageId>()(without) == std::hash<MessageId>()(with));
}

TEST_CASE("ids that differ hash apart", "[message_id]") {
  std::unordered_set<std::size_t> hashes;
  for (std::int64_t ledger = 0; ledger < 10; ++ledger) {
    for (std::int64_t entry = 0; entry < 100; ++entry) {
      for (std::int32_t batch_index = -1; batch_index < 9; ++batch_index) {
        hashes.insert(
            std::hash<MessageId>()(make_id(ledger, entry, -1, batch_index)));
      }
    }
  }
  CHECK(hashes.size() == 10000);
}

TEST_CASE("an id is printed with all four numbers", "[message_id]") {
  CHECK(make_id(12, 34, 5, 6, 7).to_string() == "12:34:5:6");
  CHECK(MessageId().to_string() == "-1:-1:-1:-1");
}
