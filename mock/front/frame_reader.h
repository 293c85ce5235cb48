#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pulsarws::mock {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

// What Jetty says of a close frame that may not be.
std::optional<std::string> close_breach(std::string_view payload);

// Appends a frame of ours: whole, and not masked.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
// The payload of a close frame.
std::string close_payload(std::uint16_t code, std::string_view reason);

// Takes a client's WebSocket frames out of what came over TCP, and puts their
// pieces together, as strict as Jetty is.
class FrameReader {
 public:
  struct Message {
    Opcode opcode;
    std::string_view payload;  // until the next call
  };
  // Why the connection has to be closed.
  struct Breach {
    std::uint16_t code;
    std::string reason;
  };

  explicit FrameReader(std::size_t max_size) : max_size_(max_size) {}

  // The next message of `bytes`, which are unmasked in place, and how many of
  // them that took. No message: nothing whole is there yet (or, with bytes
  // taken, only a piece), or breach() says why.
  std::optional<Message> take(char* bytes, std::size_t size,
                              std::size_t& taken);
  const std::optional<Breach>& breach() const { return breach_; }
  // How many bytes the frame that is not whole yet needs, its header included.
  std::size_t wanted() const { return wanted_; }

 private:
  struct Header {
    bool last;
    Opcode opcode;
    std::size_t size;
    std::uint64_t payload;
  };

  std::optional<Header> header(const char* bytes, std::size_t size);
  void check(const Header& header);
  void break_off(std::uint16_t code, std::string reason);
  std::optional<Message> assemble(const Header& header,
                                  std::string_view payload);

  const std::size_t max_size_;
  std::optional<Breach> breach_;
  std::size_t wanted_ = 0;
  std::optional<Opcode> begun_;  // a message that came in pieces
  std::string pieces_;
  std::string whole_;
};

}  // namespace pulsarws::mock
