#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace pulsarws::mock {

// Why a text could not be read, in the words of Jackson, which Pulsar reads
// JSON with and whose sentences it hands on to its clients.
class JsonFailure : public std::runtime_error {
 public:
  // `place` as JsonReader::place() tells it.
  JsonFailure(const std::string& sentence, std::string place);

  // That it was met on the way through `step`: Class["field"] or List[2]. The
  // innermost step is told first.
  void met_in(std::string_view step);

  std::string message() const;

 private:
  std::string place_;
  std::string path_;
};

// Reads JSON token by token, as strict as Jackson is by default, from the first
// value to its end; what stands behind that is nobody's business. The text,
// UTF-8, has to outlive the reader and what it hands out.
class JsonReader {
 public:
  enum class Token {
    kNothing,  // the text is empty
    kStartObject,
    kEndObject,
    kStartArray,
    kEndArray,
    kFieldName,
    kString,
    kInteger,
    kFloat,
    kTrue,
    kFalse,
    kNull,
  };

  explicit JsonReader(std::string_view text) : text_(text) {}

  // Throws JsonFailure.
  Token next();
  Token token() const { return token_; }

  // What a string or a field name says, or the digits of a number as they are
  // written. A string is checked only here, or by the next next().
  std::string_view text();

  // Passes over what the token at hand begins.
  void skip_children();

  // The token at hand does not fit: `sentence` with its place.
  JsonFailure misfit(std::string sentence) const;
  // The same with the place behind what has been read.
  JsonFailure misfit_behind(std::string sentence) const;

 private:
  struct Scope {
    bool object = false;
    std::size_t begin = 0;
    bool empty = true;
  };

  bool at_end() const { return at_ == text_.size(); }
  void skip_space();
  Token open(bool object);
  Token close(char marker);
  Token field_name();
  Token value();
  Token number();
  Token literal(std::string_view word, Token token);
  void read_string(const char* where);
  void unescape(std::string& out, const char* where);
  std::uint32_t hex4();

  std::string place(std::size_t offset) const;
  JsonFailure failure(std::string sentence, std::size_t offset) const;
  JsonFailure unexpected(std::string_view comment) const;
  JsonFailure unexpected_in_number(std::size_t digit,
                                   std::string_view comment) const;
  JsonFailure unrecognized_token() const;
  JsonFailure end_of_input(std::string_view comment) const;
  std::string describe(std::size_t offset) const;

  const std::string_view text_;
  std::size_t at_ = 0;
  Token token_ = Token::kNothing;
  std::size_t token_begin_ = 0;
  bool string_is_read_ = true;
  std::string_view token_text_;
  std::vector<Scope> scopes_;
  std::deque<std::string> unescaped_;
};

}  // namespace pulsarws::mock
