#include "mock/front/json_reader.h"

#include <cstdio>

namespace pulsarws::mock {
namespace {

constexpr std::size_t kMaxDepth = 1000;
constexpr std::string_view kValues =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What Java takes for a part of a name; of the characters beyond ASCII all.
bool is_identifier(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// Places are counted in Java's characters, UTF-16.
std::size_t utf16_units(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    if (continues_character(c)) continue;
    units += static_cast<unsigned char>(c) >= 0xf0 ? 2 : 1;
  }
  return units;
}

std::uint32_t code_point(std::string_view utf8) {
  const auto first = static_cast<unsigned char>(utf8.front());
  if (first < 0x80) return first;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  std::uint32_t code = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size && i < utf8.size(); ++i) {
    code = code << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3f);
  }
  return code;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
    add(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  }
}

}  // namespace

JsonFailure::JsonFailure(const std::string& sentence, std::string place)
    : std::runtime_error(sentence), place_(std::move(place)) {}

void JsonFailure::met_in(std::string_view step) {
  path_ = path_.empty() ? std::string(step) : std::string(step) + "->" + path_;
}

std::string JsonFailure::message() const {
  std::string text = std::string(what()) + "\n at " + place_;
  if (!path_.empty()) text += " (through reference chain: " + path_ + ")";
  return text;
}

std::string JsonReader::place(std::size_t offset) const {
  std::size_t line = 1;
  std::size_t row = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool ends =
        text_[i] == '\n' ||
        (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'));
    if (!ends) continue;
    ++line;
    row = i + 1;
  }
  const std::size_t column = utf16_units(text_.substr(row, offset - row)) + 1;
  return "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` "
         "disabled); line: " +
         std::to_string(line) + ", column: " + std::to_string(column) + "]";
}

JsonFailure JsonReader::failure(std::string sentence,
                                std::size_t offset) const {
  return JsonFailure(std::move(sentence), place(offset));
}

JsonFailure JsonReader::misfit(std::string sentence) const {
  if (token_ == Token::kNothing) {
    // Before the first token there is a line, and no column.
    return JsonFailure(
        std::move(sentence),
        "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` "
        "disabled); line: 1]");
  }
  return failure(std::move(sentence), token_begin_);
}

JsonFailure JsonReader::misfit_behind(std::string sentence) const {
  return failure(std::move(sentence), at_);
}

std::string JsonReader::describe(std::size_t offset) const {
  const std::uint32_t code = code_point(text_.substr(offset));
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
    return "(CTRL-CHAR, code " + std::to_string(code) + ")";
  }
  std::string text = "'";
  append_utf8(text, code);
  text += "' (code " + std::to_string(code);
  if (code > 0xff) {
    char hex[16];
    std::snprintf(hex, sizeof hex, " / 0x%x", static_cast<unsigned>(code));
    text += hex;
  }
  return text + ")";
}

JsonFailure JsonReader::unexpected(std::string_view comment) const {
  return failure(
      "Unexpected character (" + describe(at_) + "): " + std::string(comment),
      at_);
}

JsonFailure JsonReader::unexpected_in_number(std::size_t digit,
                                             std::string_view comment) const {
  if (digit >= text_.size()) {
    return failure("Unexpected end-of-input in a Number value", text_.size());
  }
  return failure("Unexpected character (" + describe(digit) +
                     ") in numeric value: " + std::string(comment),
                 token_begin_ + 1);
}

JsonFailure JsonReader::unrecognized_token() const {
  std::size_t end = token_begin_;
  while (end < text_.size() && is_identifier(text_[end])) ++end;
  const std::string_view word = text_.substr(token_begin_, end - token_begin_);
  return failure("Unrecognized token '" + std::string(word) +
                     "': was expecting " + std::string(kValues),
                 end);
}

JsonFailure JsonReader::end_of_input(std::string_view comment) const {
  return failure("Unexpected end-of-input" + std::string(comment),
                 text_.size());
}

void JsonReader::skip_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at_;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      throw failure("Illegal character (" + describe(at_) +
                        "): only regular white space (\\r, \\n, \\t) is "
                        "allowed between tokens",
                    at_);
    } else if (c == '/') {
      throw unexpected(
          "maybe a (non-standard) comment? (not recognized as one since "
          "Feature 'ALLOW_COMMENTS' not enabled for parser)");
    } else {
      return;
    }
  }
}

JsonReader::Token JsonReader::next() {
  if (!string_is_read_) text();
  const bool after_name = token_ == Token::kFieldName;
  skip_space();
  if (after_name) return token_ = value();
  if (scopes_.empty()) {
    if (at_end()) return token_ = Token::kNothing;
    const char marker = text_[at_];
    if (marker == ']' || marker == '}') return close(marker);
    return token_ = value();
  }
  Scope& scope = scopes_.back();
  if (at_end()) {
    throw end_of_input(": expected close marker for " +
                       std::string(scope.object ? "Object" : "Array") +
                       " (start marker at " + place(scope.begin) + ")");
  }
  if (text_[at_] == ']' || text_[at_] == '}') {
    return token_ = close(text_[at_]);
  }
  const std::string kind = scope.object ? "Object" : "Array";
  if (!scope.empty) {
    if (text_[at_] != ',') {
      throw unexpected("was expecting comma to separate " + kind + " entries");
    }
    ++at_;
    skip_space();
    if (at_end()) throw end_of_input(" within/between " + kind + " entries");
  }
  scope.empty = false;
  return token_ = scope.object ? field_name() : value();
}

JsonReader::Token JsonReader::open(bool object) {
  if (scopes_.size() == kMaxDepth) {
    throw failure(
        "Document nesting depth (1001) exceeds the maximum allowed (1000, from "
        "`StreamReadConstraints.getMaxNestingDepth()`)",
        at_ + 1);
  }
  scopes_.push_back({object, at_, true});
  ++at_;
  return object ? Token::kStartObject : Token::kStartArray;
}

JsonReader::Token JsonReader::close(char marker) {
  const bool closes_object = marker == '}';
  token_begin_ = at_;
  if (scopes_.empty() || scopes_.back().object != closes_object) {
    std::string scope =
        "root starting at [Source: REDACTED "
        "(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1]";
    if (!scopes_.empty()) {
      scope = (closes_object ? "Array" : "Object") +
              std::string(" starting at ") + place(scopes_.back().begin);
    }
    throw failure("Unexpected close marker '" + std::string(1, marker) +
                      "': expected '" + (closes_object ? ']' : '}') +
                      "' (for " + scope + ")",
                  at_);
  }
  scopes_.pop_back();
  ++at_;
  return closes_object ? Token::kEndObject : Token::kEndArray;
}

JsonReader::Token JsonReader::field_name() {
  if (text_[at_] != '"') {
    throw unexpected("was expecting double-quote to start field name");
  }
  token_begin_ = at_;
  ++at_;
  read_string("name");
  skip_space();
  if (at_end()) throw end_of_input(" within/between Object entries");
  if (text_[at_] != ':') {
    throw unexpected("was expecting a colon to separate field name and value");
  }
  ++at_;
  return Token::kFieldName;
}

JsonReader::Token JsonReader::value() {
  token_begin_ = at_;
  if (at_end()) throw end_of_input(" within/between Object entries");
  switch (const char c = text_[at_]) {
    case '"':
      ++at_;
      string_is_read_ = false;
      return Token::kString;
    case '{':
      return open(true);
    case '[':
      return open(false);
    case '}':
      throw unexpected("expected a value");
    case 't':
      return literal("true", Token::kTrue);
    case 'f':
      return literal("false", Token::kFalse);
    case 'n':
      return literal("null", Token::kNull);
    case '-':
      return number();
    case '+':
      throw unexpected_in_number(
          at_,
          "JSON spec does not allow numbers to have plus signs: enable "
          "`JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow");
    default:
      if (is_digit(c)) return number();
      break;
  }
  for (const std::string_view odd : {"NaN", "Infinity"}) {
    if (text_.substr(at_, odd.size()) != odd) continue;
    throw failure("Non-standard token '" + std::string(odd) +
                      "': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` "
                      "to allow",
                  at_ + odd.size());
  }
  // The mark of an order of bytes is no part of a name.
  const bool is_mark = text_.substr(at_, 3) == "\xef\xbb\xbf";
  if (is_identifier(text_[at_]) && !is_mark) throw unrecognized_token();
  throw unexpected("expected a valid value " + std::string(kValues));
}

JsonReader::Token JsonReader::literal(std::string_view word, Token token) {
  const std::size_t end = at_ + word.size();
  if (text_.substr(at_, word.size()) != word ||
      (end < text_.size() && is_identifier(text_[end]))) {
    throw unrecognized_token();
  }
  token_text_ = text_.substr(at_, word.size());
  at_ = end;
  return token;
}

JsonReader::Token JsonReader::number() {
  std::size_t end = at_;
  const auto digit_at = [&](std::size_t i) {
    return i < text_.size() && is_digit(text_[i]);
  };
  if (text_[end] == '-') {
    ++end;
    if (!digit_at(end)) {
      throw unexpected_in_number(
          end,
          "expected digit (0-9) to follow minus sign, for valid numeric value");
    }
  }
  if (text_[end] == '0' && digit_at(end + 1)) {
    throw failure("Invalid numeric value: Leading zeroes not allowed", end + 1);
  }
  Token token = Token::kInteger;
  while (digit_at(end)) ++end;
  if (end < text_.size() && text_[end] == '.') {
    token = Token::kFloat;
    if (!digit_at(++end)) {
      throw unexpected_in_number(end, "Decimal point not followed by a digit");
    }
    while (digit_at(end)) ++end;
  }
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    token = Token::kFloat;
    ++end;
    if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) ++end;
    if (!digit_at(end)) {
      throw unexpected_in_number(end,
                                 "Exponent indicator not followed by a digit");
    }
    while (digit_at(end)) ++end;
  }
  token_text_ = text_.substr(at_, end - at_);
  at_ = end;
  const bool at_root = scopes_.empty();
  if (at_root && !at_end() && static_cast<unsigned char>(text_[at_]) > ' ') {
    throw unexpected("Expected space separating root-level values");
  }
  return token;
}

std::string_view JsonReader::text() {
  if (!string_is_read_) {
    string_is_read_ = true;
    read_string("string value");
  }
  return token_text_;
}

void JsonReader::read_string(const char* where) {
  const std::size_t begin = at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      token_text_ = text_.substr(begin, at_ - begin);
      ++at_;
      return;
    }
    if (c == '\\' || static_cast<unsigned char>(c) < 0x20) break;
    ++at_;
  }
  std::string& out = unescaped_.emplace_back(text_.substr(begin, at_ - begin));
  unescape(out, where);
  token_text_ = out;
}

void JsonReader::unescape(std::string& out, const char* where) {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) < 0x20) {
      throw failure("Illegal unquoted character (" + describe(at_) +
                        "): has to be escaped using backslash to be included "
                        "in " +
                        where,
                    at_);
    }
    ++at_;
    if (c == '"') return;
    if (c != '\\') {
      out += c;
      continue;
    }
    if (at_end()) throw end_of_input(" in character escape sequence");
    static constexpr std::string_view kNames = "\"\\/bfnrtu";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t found = kNames.find(text_[at_]);
    if (found == std::string_view::npos) {
      throw failure("Unrecognized character escape " + describe(at_), at_);
    }
    ++at_;
    if (found < kMeanings.size()) {
      out += kMeanings[found];
      continue;
    }
    std::uint32_t code = hex4();
    const bool high = code >= 0xd800 && code < 0xdc00;
    if (high && text_.substr(at_, 2) == "\\u") {
      const std::size_t before = at_;
      at_ += 2;
      const std::uint32_t low = hex4();
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      } else {
        at_ = before;
      }
    }
    // Half a pair is no character: Java writes it as a question mark.
    append_utf8(out, code >= 0xd800 && code < 0xe000 ? '?' : code);
  }
  throw end_of_input(where == std::string_view("name")
                         ? " in field name"
                         : ": was expecting closing quote for a string value");
}

std::uint32_t JsonReader::hex4() {
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    if (at_end()) throw end_of_input(" in character escape sequence");
    const char c = text_[at_];
    const std::uint32_t digit = is_digit(c)            ? c - '0'
                                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                       : 16;
    if (digit == 16) {
      throw unexpected("expected a hex-digit for character escape sequence");
    }
    code = code << 4 | digit;
  }
  return code;
}

void JsonReader::skip_children() {
  if (token_ != Token::kStartObject && token_ != Token::kStartArray) return;
  const std::size_t outside = scopes_.size() - 1;
  while (scopes_.size() > outside) next();
}

}  // namespace pulsarws::mock
