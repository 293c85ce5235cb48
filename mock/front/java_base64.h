#pragma once

#include <string>
#include <string_view>

namespace pulsarws::mock {

// What Java's basic decoder of base64 comes to: it wants no padding, and its
// sentences reach the client.
struct Base64Outcome {
  std::string bytes;
  std::string refusal;  // empty: it is base64
};

Base64Outcome decode_java_base64(std::string_view text);

}  // namespace pulsarws::mock
