#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pulsarws::mock {

// Java's IllegalArgumentException: a value that is none.
class IllegalArgument : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

// Percent-decoded, and a plus sign is a space, as Java's URLDecoder has it.
std::string url_decode(std::string_view text);

// The parameters of a URL's query; of those that come twice the first counts.
class Query {
 public:
  explicit Query(std::string_view raw);

  bool has(const std::string& name) const { return find(name) != nullptr; }
  // Empty where there is none.
  std::string text(const std::string& name) const;
  bool is_true(const std::string& name) const;

  // Nothing where there is none. They throw IllegalArgument in Java's words.
  std::optional<std::int32_t> int32(const std::string& name) const;
  std::optional<std::int64_t> int64(const std::string& name) const;

 private:
  const std::string* find(const std::string& name) const;

  std::map<std::string, std::string> parameters_;
};

}  // namespace pulsarws::mock
