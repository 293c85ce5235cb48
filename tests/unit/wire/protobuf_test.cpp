#include "core/wire/protobuf.h"

#include <limits>

#include "tests/support/catch.h"

using namespace pulsarws::wire;

TEST_CASE("A field of protobuf is read as it was written", "[wire]") {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{127}, std::int64_t{128}, std::int64_t{-1},
        std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    CAPTURE(value);
    std::string bytes;
    append_protobuf_field(bytes, 17, value);
    ProtobufReader reader(bytes);
    const auto tag = reader.tag();
    REQUIRE(tag);
    CHECK(tag->field == 17);
    CHECK(tag->type == ProtobufType::kVarint);
    const auto read = reader.varint();
    REQUIRE(read);
    CHECK(static_cast<std::int64_t>(*read) == value);
    CHECK(reader.at_end());
  }
  CHECK(protobuf_int32(0xffffffffffffffff) == -1);
  CHECK(protobuf_int32(0x100000002) == 2);
}

TEST_CASE("The bytes of a protobuf field are the documented ones", "[wire]") {
  std::string bytes;
  append_protobuf_field(bytes, 1, 150);
  CHECK(bytes == "\x08\x96\x01");
}

TEST_CASE("A varint has at most 64 bits", "[wire]") {
  const std::string nine(9, '\xFF');
  CHECK(ProtobufReader(nine + '\x01').varint() == 0xffffffffffffffff);
  CHECK_FALSE(ProtobufReader(nine + '\x02').varint());
  CHECK_FALSE(ProtobufReader(nine + "\x81\x01").varint());
  CHECK_FALSE(ProtobufReader(nine).varint());
  CHECK_FALSE(ProtobufReader("").varint());
}

TEST_CASE("A field that is not wanted is passed over, if it is all there",
          "[wire]") {
  const std::string eight(8, 'x');
  struct {
    ProtobufType type;
    std::string value;
  } const kValues[] = {{ProtobufType::kVarint, "\x96\x01"},
                       {ProtobufType::kFixed64, eight},
                       {ProtobufType::kFixed32, "four"},
                       {ProtobufType::kLengthDelimited,
                        "\x03"
                        "abc"}};
  for (const auto& [type, value] : kValues) {
    CAPTURE(static_cast<unsigned>(type));
    ProtobufReader whole(value);
    CHECK(whole.skip(type));
    CHECK(whole.at_end());
    ProtobufReader cut(std::string_view(value).substr(0, value.size() - 1));
    CHECK_FALSE(cut.skip(type));
  }
  // Groups, which are long gone, and what never was a type.
  for (const std::uint32_t type : {3u, 4u, 6u, 7u}) {
    CHECK_FALSE(ProtobufReader(eight).skip(static_cast<ProtobufType>(type)));
  }
  // A length beyond what any text has.
  CHECK_FALSE(ProtobufReader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
                  .skip(ProtobufType::kLengthDelimited));
}

TEST_CASE("There is no field 0, and no tag over 32 bits", "[wire]") {
  CHECK_FALSE(ProtobufReader(std::string(1, '\0')).tag());
  CHECK_FALSE(ProtobufReader("\x07").tag());
  CHECK_FALSE(ProtobufReader("\x80\x80\x80\x80\x10").tag());
  CHECK(ProtobufReader("\xf8\xff\xff\xff\x0f").tag());
}
