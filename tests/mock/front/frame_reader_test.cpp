#include "mock/front/frame_reader.h"

#include "tests/support/catch.h"

using namespace pulsarws::mock;

namespace {

constexpr std::size_t kMost = 100000;
constexpr unsigned kLast = 0x80;
constexpr std::string_view kMask = "\x12\x34\x56\x78";

// As a client sends it.
std::string frame(unsigned first_byte, std::string_view payload) {
  std::string bytes(1, static_cast<char>(first_byte));
  const std::size_t size = payload.size();
  if (size < 126) {
    bytes += static_cast<char>(0x80 | size);
  } else if (size <= 0xffff) {
    bytes += static_cast<char>(0x80 | 126);
    bytes += static_cast<char>(size >> 8);
    bytes += static_cast<char>(size & 0xff);
  } else {
    bytes += static_cast<char>(0x80 | 127);
    for (int i = 7; i >= 0; --i) {
      bytes += static_cast<char>(std::uint64_t{size} >> (8 * i) & 0xff);
    }
  }
  bytes += kMask;
  for (std::size_t i = 0; i < size; ++i) {
    bytes += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return bytes;
}

std::string text_frame(std::string_view payload) {
  return frame(kLast | 1, payload);
}

// What is read of the frames, "1:text", and what ends it.
std::string read_all(std::string bytes, std::size_t most = kMost) {
  FrameReader reader(most);
  std::string all;
  std::size_t at = 0;
  while (true) {
    std::size_t taken = 0;
    const auto message = reader.take(&bytes[at], bytes.size() - at, taken);
    if (message) {
      all += std::to_string(static_cast<int>(message->opcode)) + ":" +
             std::string(message->payload) + ";";
    }
    if (reader.breach()) {
      return all + std::to_string(reader.breach()->code) + " " +
             reader.breach()->reason;
    }
    if (taken == 0) return all;
    at += taken;
  }
}

}  // namespace

TEST_CASE("frames are read one by one", "[mock][frame_reader]") {
  CHECK(read_all(text_frame("one") + text_frame("") + text_frame("two")) ==
        "1:one;1:;1:two;");
}

TEST_CASE("a frame's length may take two bytes or eight",
          "[mock][frame_reader]") {
  for (const std::size_t size : {125, 126, 127, 65535, 65536}) {
    CAPTURE(size);
    const std::string payload(size, 'x');
    CHECK(read_all(text_frame(payload)) == "1:" + payload + ";");
  }
}

TEST_CASE("a frame that is not whole says what it needs",
          "[mock][frame_reader]") {
  std::string bytes = text_frame(std::string(200, 'x'));
  FrameReader reader(kMost);
  std::size_t taken = 1;
  CHECK_FALSE(reader.take(bytes.data(), 1, taken));
  CHECK(taken == 0);
  CHECK(reader.wanted() == 2);
  CHECK_FALSE(reader.take(bytes.data(), 3, taken));
  CHECK(reader.wanted() == 4);
  CHECK_FALSE(reader.take(bytes.data(), bytes.size() - 1, taken));
  CHECK(reader.wanted() == bytes.size());
  CHECK(taken == 0);
  CHECK_FALSE(reader.breach());
  const auto message = reader.take(bytes.data(), bytes.size(), taken);
  REQUIRE(message);
  CHECK(message->payload == std::string(200, 'x'));
  CHECK(taken == bytes.size());
}

TEST_CASE("pieces are put together, with control frames between them",
          "[mock][frame_reader]") {
  CHECK(read_all(frame(1, "a") + frame(0, "b") + frame(kLast | 9, "ping") +
                 frame(kLast | 0, "c") + text_frame("next")) ==
        "9:ping;1:abc;1:next;");
  CHECK(read_all(frame(2, "a") + frame(kLast | 0, "b")) == "2:ab;");
}

TEST_CASE("pieces have to be in their order", "[mock][frame_reader]") {
  CHECK(read_all(frame(kLast | 0, "a")) ==
        "1002 CONTINUATION frame without prior !FIN");
  CHECK(read_all(frame(1, "a") + text_frame("b")) ==
        "1002 Unexpected TEXT frame, was expecting CONTINUATION");
  CHECK(read_all(frame(1, "a") + frame(kLast | 2, "b")) ==
        "1002 Unexpected BINARY frame, was expecting CONTINUATION");
}

TEST_CASE("control frames are whole and short", "[mock][frame_reader]") {
  CHECK(read_all(frame(9, "a")) == "1002 Fragmented Ping Frame [PING]");
  CHECK(read_all(frame(8, "a")) == "1002 Fragmented Close Frame [CLOSE]");
  CHECK(read_all(frame(kLast | 9, std::string(125, 'x'))).size() == 128);
  CHECK(read_all(frame(kLast | 9, std::string(126, 'x'))) ==
        "1002 Invalid control frame payload length, [126] cannot exceed [125]");
}

TEST_CASE("a client masks, and uses what there is", "[mock][frame_reader]") {
  std::string unmasked;
  append_frame(unmasked, Opcode::kText, "a");
  CHECK(read_all(unmasked) ==
        "1002 Client MUST mask all frames (RFC-6455: Section 5.1)");
  CHECK(read_all(frame(kLast | 0x40 | 1, "a")) ==
        "1002 RSV1 not allowed to be set");
  CHECK(read_all(frame(kLast | 0x20 | 1, "a")) ==
        "1002 RSV2 not allowed to be set");
  CHECK(read_all(frame(kLast | 3, "a")) == "1002 Unknown opcode: 3");
  CHECK(read_all(frame(kLast | 11, "a")) == "1002 Unknown opcode: 11");
}

TEST_CASE("a message has its most, in pieces too", "[mock][frame_reader]") {
  CHECK(read_all(text_frame("12345"), 5) == "1:12345;");
  CHECK(read_all(text_frame("123456"), 5) ==
        "1009 Text message size [6] exceeds maximum size [5]");
  CHECK(read_all(frame(1, "123") + frame(kLast | 0, "456"), 5) ==
        "1009 Text message size [6] exceeds maximum size [5]");
  CHECK(read_all(frame(kLast | 2, std::string(65537, 'x'))) ==
        "1009 Binary message size [65537] exceeds maximum size [65536]");
}

// Before any of it is there.
TEST_CASE("a length beyond all bounds is refused", "[mock][frame_reader]") {
  std::string bytes = text_frame(std::string(65536, 'x'));
  for (std::size_t i = 2; i < 10; ++i) bytes[i] = '\xff';
  bytes.resize(14);
  CHECK(read_all(bytes) ==
        "1009 Text message size [18446744073709551615] exceeds maximum size "
        "[100000]");
}

TEST_CASE("a frame of ours is whole and not masked", "[mock][frame_reader]") {
  std::string bytes;
  append_frame(bytes, Opcode::kText, "abc");
  CHECK(bytes ==
        "\x81\x03"
        "abc");
  bytes.clear();
  append_frame(bytes, Opcode::kText, std::string(126, 'x'));
  CHECK(bytes.substr(0, 4) == std::string("\x81\x7e\x00\x7e", 4));
  bytes.clear();
  append_frame(bytes, Opcode::kBinary, std::string(65536, 'x'));
  CHECK(bytes.substr(0, 10) ==
        std::string("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST_CASE("a close frame's reason fits", "[mock][frame_reader]") {
  CHECK(close_payload(1002, "why") ==
        "\x03\xea"
        "why");
  CHECK(close_payload(1002, std::string(200, 'x')).size() == 125);
}
