#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/message_id.h"
#include "tests/support/pulsar_frames.h"

// The frames between a client and its server, as the server sees and writes
// them.
namespace pulsarws::testing {

inline std::uint64_t number_of(const std::string& frame) {
  return std::stoull(parse_client_frame(frame).context);
}
inline std::vector<std::uint64_t> numbers_of(
    const std::vector<std::string>& frames) {
  std::vector<std::uint64_t> numbers;
  for (const auto& frame : frames) numbers.push_back(number_of(frame));
  return numbers;
}
using Numbers = std::vector<std::uint64_t>;

// "stored, as message 1:NUMBER", to the producer's frame with that number.
inline std::string stored(std::uint64_t number) {
  return ok_answer(std::to_string(number),
                   message_id(1, static_cast<std::int64_t>(number)));
}
// What a broker with deduplication says of a message that it had already.
inline std::string had_already(std::uint64_t number) {
  return ok_answer(std::to_string(number), message_id(-1, -1));
}
inline std::string refused(std::uint64_t number, int code,
                           std::string_view text) {
  return error_answer(code, text, std::to_string(number));
}

// Message 2:ENTRY for a consumer.
inline std::string delivery(std::int64_t entry) {
  Delivery delivery;
  delivery.id = message_id(2, entry);
  delivery.payload = "payload " + std::to_string(entry);
  return delivery_frame(delivery);
}
inline const std::string kFenceAnswer = R"({"endOfTopic":false})";

// A consumer's frame in one word: "ack 7", "nack 7" (the entry), "permit 500",
// "fence".
inline std::string word_for(const std::string& text) {
  ClientFrame frame = parse_client_frame(text);
  if (frame.type == "permit") return "permit " + std::to_string(frame.permits);
  if (frame.type == "isEndOfTopic") return "fence";
  auto id = wire::parse_message_id_base64(frame.message_id);
  std::string entry = id ? std::to_string(id->entry_id) : frame.message_id;
  if (frame.type == "negativeAcknowledge") return "nack " + entry;
  return frame.type.empty() ? "ack " + entry : frame.type;
}
using Words = std::vector<std::string>;
inline Words words_for(const std::vector<std::string>& frames) {
  Words words;
  for (const auto& frame : frames) words.push_back(word_for(frame));
  return words;
}

}  // namespace pulsarws::testing
