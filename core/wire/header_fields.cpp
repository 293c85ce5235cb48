#include "core/wire/header_fields.h"

#include <algorithm>

namespace pulsarws::wire {
namespace {

constexpr std::string_view kBlanks = " \t\r";

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// RFC 9110: token.
bool is_name(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Without these the server does not see a WebSocket's handshake, or sees a
// second request behind it.
bool belongs_to_the_handshake(std::string_view name) {
  for (std::string_view own : {"Host", "Upgrade", "Connection",
                               "Content-Length", "Transfer-Encoding"}) {
    if (same_header_name(name, own)) return true;
  }
  constexpr std::string_view kWebSocket = "Sec-WebSocket-";
  return same_header_name(name.substr(0, kWebSocket.size()), kWebSocket);
}

Error wrong(std::string sentence) {
  return Error(Status::kInvalidOptionValue, std::move(sentence));
}

}  // namespace

bool same_header_name(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

Result<HeaderFields> parse_header_fields(std::string_view text) {
  const char separator = text.find('\n') == std::string_view::npos ? ';' : '\n';
  HeaderFields fields;
  int number = 0;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(separator), text.size());
    std::string_view entry = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.empty()) continue;
    ++number;
    std::size_t colon = std::min(entry.find(':'), entry.size());
    std::string_view name = entry.substr(0, colon);
    if (colon == entry.size() || !is_name(name)) {
      return wrong("entry " + std::to_string(number) +
                   " is not \"Name: value\"; separate entries by line ends "
                   "where a value holds ';'");
    }
    if (belongs_to_the_handshake(name)) {
      return wrong("must not hold " + std::string(name) +
                   ", which belongs to the WebSocket handshake");
    }
    std::string_view value = trimmed(entry.substr(colon + 1));
    if (!is_value(value)) {
      return wrong("the value of " + std::string(name) +
                   " must not hold control characters");
    }
    fields.emplace_back(name, value);
  }
  return fields;
}

}  // namespace pulsarws::wire
