#include "mock/front/frame_reader.h"

#include <cstring>

namespace pulsarws::mock {
namespace {

constexpr std::size_t kMaskSize = 4;
constexpr std::size_t kMaxControl = 125;
constexpr std::size_t kMaxReason = 123;
constexpr std::size_t kMaxBinary = 65536;  // Jetty's own

bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 8;
}

void unmask(char* bytes, std::size_t size, const char* mask) {
  char twice[2 * kMaskSize];
  std::memcpy(twice, mask, kMaskSize);
  std::memcpy(twice + kMaskSize, mask, kMaskSize);
  std::uint64_t mask8 = 0;
  std::memcpy(&mask8, twice, sizeof mask8);
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, 8);
    word ^= mask8;
    std::memcpy(bytes + i, &word, 8);
  }
  for (; i < size; ++i) {
    bytes[i] = static_cast<char>(bytes[i] ^ mask[i % kMaskSize]);
  }
}

}  // namespace

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  const std::size_t size = payload.size();
  out += static_cast<char>(0x80 | static_cast<std::uint8_t>(opcode));
  if (size < 126) {
    out += static_cast<char>(size);
  } else {
    const int size_bytes = size <= 0xffff ? 2 : 8;
    out += static_cast<char>(size_bytes == 2 ? 126 : 127);
    for (int i = size_bytes - 1; i >= 0; --i) {
      out += static_cast<char>(std::uint64_t{size} >> (8 * i) & 0xff);
    }
  }
  out.append(payload);
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code & 0xff);
  payload.append(reason.substr(0, kMaxReason));
  return payload;
}

std::optional<std::string> close_breach(std::string_view payload) {
  if (payload.empty()) return std::nullopt;
  if (payload.size() == 1) return "Invalid close frame payload length, [1]";
  const unsigned code = static_cast<unsigned char>(payload[0]) << 8 |
                        static_cast<unsigned char>(payload[1]);
  const char* wrong = nullptr;
  if (code < 1000 || code >= 5000) {
    wrong = "Out of range";
  } else if (code == 1005 || code == 1006 || code == 1015) {
    wrong = "Frame forbidden";
  } else if (code == 1004 || (code > 1015 && code < 3000)) {
    wrong = "RFC6455 and IANA Undefined";
  }
  if (!wrong) return std::nullopt;
  return std::string(wrong) + " close status code: " + std::to_string(code);
}

std::optional<FrameReader::Header> FrameReader::header(const char* bytes,
                                                       std::size_t size) {
  wanted_ = 2;
  if (size < wanted_) return std::nullopt;
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
  };
  Header header{};
  header.last = (byte(0) & 0x80) != 0;
  header.opcode = static_cast<Opcode>(byte(0) & 0x0f);
  header.payload = byte(1) & 0x7f;
  header.size = 2;
  if ((byte(0) & 0x70) != 0) {
    break_off(1002, (byte(0) & 0x40) != 0 ? "RSV1 not allowed to be set"
                                          : "RSV2 not allowed to be set");
    return std::nullopt;
  }
  if ((byte(1) & 0x80) == 0) {
    break_off(1002, "Client MUST mask all frames (RFC-6455: Section 5.1)");
    return std::nullopt;
  }
  if (header.payload >= 126) {
    const std::size_t size_bytes = header.payload == 126 ? 2 : 8;
    header.size += size_bytes;
    wanted_ = header.size;
    if (size < wanted_) return std::nullopt;
    header.payload = 0;
    for (std::size_t i = 0; i < size_bytes; ++i) {
      header.payload = header.payload << 8 | byte(2 + i);
    }
  }
  header.size += kMaskSize;
  return header;
}

void FrameReader::check(const Header& header) {
  const auto number = static_cast<unsigned>(header.opcode);
  if (number > 10 || (number > 2 && number < 8)) {
    break_off(1002, "Unknown opcode: " + std::to_string(number));
  } else if (is_control(header.opcode) && header.payload > kMaxControl) {
    break_off(1002, "Invalid control frame payload length, [" +
                        std::to_string(header.payload) +
                        "] cannot exceed [125]");
  } else if (is_control(header.opcode) && !header.last) {
    const char* const words =
        header.opcode == Opcode::kClose  ? "Close Frame [CLOSE]"
        : header.opcode == Opcode::kPing ? "Ping Frame [PING]"
                                         : "Pong Frame [PONG]";
    break_off(1002, std::string("Fragmented ") + words);
  } else if (header.opcode == Opcode::kContinuation && !begun_) {
    break_off(1002, "CONTINUATION frame without prior !FIN");
  } else if ((number == 1 || number == 2) && begun_) {
    break_off(1002, std::string("Unexpected ") +
                        (number == 1 ? "TEXT" : "BINARY") +
                        " frame, was expecting CONTINUATION");
  } else if (!is_control(header.opcode)) {
    const bool binary = begun_.value_or(header.opcode) == Opcode::kBinary;
    const std::size_t most = binary ? kMaxBinary : max_size_;
    const std::uint64_t size = pieces_.size() + header.payload;
    if (size > most) {
      break_off(1009, std::string(binary ? "Binary" : "Text") +
                          " message size [" + std::to_string(size) +
                          "] exceeds maximum size [" + std::to_string(most) +
                          "]");
    }
  }
}

void FrameReader::break_off(std::uint16_t code, std::string reason) {
  breach_ = Breach{code, std::move(reason)};
}

std::optional<FrameReader::Message> FrameReader::assemble(
    const Header& header, std::string_view payload) {
  if (is_control(header.opcode)) return Message{header.opcode, payload};
  if (header.last && !begun_) return Message{header.opcode, payload};
  if (!begun_) begun_ = header.opcode;
  pieces_.append(payload);
  if (!header.last) return std::nullopt;
  const Opcode opcode = *begun_;
  begun_.reset();
  whole_.swap(pieces_);
  pieces_.clear();
  return Message{opcode, whole_};
}

std::optional<FrameReader::Message> FrameReader::take(char* bytes,
                                                      std::size_t size,
                                                      std::size_t& taken) {
  taken = 0;
  const auto found = header(bytes, size);
  if (!found) return std::nullopt;
  check(*found);
  if (breach_) return std::nullopt;
  wanted_ = found->size + static_cast<std::size_t>(found->payload);
  if (size < wanted_) return std::nullopt;
  char* const payload = bytes + found->size;
  const auto payload_size = static_cast<std::size_t>(found->payload);
  unmask(payload, payload_size, payload - kMaskSize);
  taken = wanted_;
  return assemble(*found, {payload, payload_size});
}

}  // namespace pulsarws::mock
