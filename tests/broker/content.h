#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/broker/handles.h"

namespace pulsarws::testing {

// What a message carries from one application to another.
struct Content {
  std::string payload;
  std::map<std::string, std::string> properties;
  std::optional<std::string> key;
  std::int64_t event_time_ms = 0;

  bool operator==(const Content& other) const;
};

// What was received. Checks that the view and the single getters agree.
Content content_of(const MessageHandle& message);

// A pws_outgoing over a Content, which has to outlive it.
class Outgoing {
 public:
  explicit Outgoing(const Content& content, const std::string& context = "");
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;
  const pws_outgoing* get() const { return &outgoing_; }

 private:
  std::string context_;
  std::vector<pws_property> properties_;
  pws_outgoing outgoing_ = PWS_OUTGOING_INIT;
};

// Sends and waits; throws where it fails.
ReceiptHandle send(const ProducerHandle& producer, const Content& content,
                   const std::string& context = "");

// A message with a payload and nothing else.
Content plain_text(const std::string& payload);

// Payloads and properties that are easily damaged on the way: every byte value,
// nothing at all, 700,000 bytes, quotes, control characters, all of Unicode.
std::vector<Content> delicate_contents();

}  // namespace pulsarws::testing
