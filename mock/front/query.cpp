#include "mock/front/query.h"

#include <charconv>

namespace pulsarws::mock {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <typename Number>
Number parse(const std::string& text) {
  const char* begin = text.data();
  const char* const end = begin + text.size();
  const bool has_plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  if (has_plus) ++begin;
  Number number{};
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || stop != end) {
    throw IllegalArgument("For input string: \"" + text + "\"");
  }
  return number;
}

}  // namespace

std::string url_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    const bool is_escape = text[i] == '%' && i + 2 < text.size();
    const int high = is_escape ? hex_digit(text[i + 1]) : -1;
    const int low = is_escape ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Query::Query(std::string_view raw) {
  while (!raw.empty()) {
    const std::size_t end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    const std::size_t equals = pair.find('=');
    const std::string name = url_decode(pair.substr(0, equals));
    const std::string value = equals == std::string_view::npos
                                  ? std::string()
                                  : url_decode(pair.substr(equals + 1));
    if (!pair.empty()) parameters_.emplace(name, value);
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
  }
}

const std::string* Query::find(const std::string& name) const {
  const auto found = parameters_.find(name);
  return found == parameters_.end() ? nullptr : &found->second;
}

std::string Query::text(const std::string& name) const {
  const std::string* value = find(name);
  return value ? *value : std::string();
}

bool Query::is_true(const std::string& name) const {
  std::string value = text(name);
  for (char& c : value) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return value == "true";
}

std::optional<std::int32_t> Query::int32(const std::string& name) const {
  const std::string* value = find(name);
  if (!value) return std::nullopt;
  return parse<std::int32_t>(*value);
}

std::optional<std::int64_t> Query::int64(const std::string& name) const {
  const std::string* value = find(name);
  if (!value) return std::nullopt;
  return parse<std::int64_t>(*value);
}

}  // namespace pulsarws::mock
