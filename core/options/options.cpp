#include "core/options/options.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "core/options/option_rules.h"
#include "core/options/option_table.h"
#include "core/wire/control_characters.h"
#include "core/wire/header_fields.h"

namespace pulsarws {
namespace {

// How many letters must be inserted, removed or replaced.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

Error unknown_option(OptionsKind kind, std::string_view name) {
  std::string message = "there is no " + std::string(options_kind_name(kind)) +
                        " option \"" + std::string(name) + "\"";
  const OptionRow* nearest = nullptr;
  const OptionRow* elsewhere = nullptr;
  std::size_t distance = name.size() / 2 + 1;  // further is not similar
  for (const OptionRow& row : kOptionTable) {
    if (row.kind != kind) {
      if (row.name == name && !elsewhere) elsewhere = &row;
      continue;
    }
    std::size_t d = edit_distance(lower(name), lower(row.name));
    if (d < distance) {
      distance = d;
      nearest = &row;
    }
  }
  if (elsewhere) {
    message += "; it is a " + std::string(options_kind_name(elsewhere->kind)) +
               " option";
  } else if (nearest) {
    message += "; did you mean \"" + std::string(nearest->name) + "\"?";
  }
  return Error(Status::kUnknownOption, std::move(message));
}

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  std::int64_t number = 0;
  auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

// What is wrong with the value; empty where nothing is.
std::string complaint(const OptionRow& row, std::string_view value) {
  switch (row.type) {
    case OptionType::kText:
    case OptionType::kSecret:
      if (!wire::has_control(value)) return {};
      return "must not hold control characters or line ends";
    case OptionType::kPem:
    case OptionType::kSecretPem:
      for (char c : value) {
        bool blank = c == '\n' || c == '\r' || c == '\t';
        if (wire::is_control(c) && !blank) {
          return "must be PEM text, without control characters but line ends";
        }
      }
      return {};
    case OptionType::kHeaderFields: {
      auto fields = wire::parse_header_fields(value);
      return fields ? std::string() : fields.error().message;
    }
    case OptionType::kBoolean:
      if (value == "true" || value == "false") return {};
      return "must be true or false";
    case OptionType::kInteger:
    case OptionType::kMilliseconds:
    case OptionType::kBytes: {
      auto number = parse_integer(value);
      if (number && *number >= row.minimum && *number <= row.maximum) return {};
      return "must be a whole number from " + std::to_string(row.minimum) +
             " to " + std::to_string(row.maximum);
    }
    case OptionType::kChoice:
      if (place_of(value, row.choices) != std::string_view::npos) return {};
      return "must be one of " + std::string(row.choices);
  }
  return {};
}

}  // namespace

Error Options::set(std::string_view name,
                   std::optional<std::string_view> value) {
  const OptionRow* row = find_option(kind_, name);
  if (!row) return unknown_option(kind_, name);
  if (!value) {
    values_.erase(row);
    return {};
  }
  std::string wrong = complaint(*row, *value);
  if (!wrong.empty()) {
    // PEM text is too long to be shown.
    std::string shown = is_secret(row->type) || row->type == OptionType::kPem
                            ? std::string()
                            : ", not \"" + std::string(*value) + "\"";
    return Error(Status::kInvalidOptionValue,
                 "option " + std::string(name) + " " + wrong + shown);
  }
  values_[row] = std::string(*value);
  return {};
}

Result<const char*> Options::get(std::string_view name) const {
  const OptionRow* row = find_option(kind_, name);
  if (!row) return unknown_option(kind_, name);
  return get(*row);
}

const char* Options::get(const OptionRow& row) const noexcept {
  auto value = values_.find(&row);
  return value != values_.end() ? value->second.c_str() : row.default_value;
}

wire::Query Options::query() const {
  wire::Query query;
  for (const OptionRow& row : kOptionTable) {
    if (row.kind != kind_ || !row.query) continue;
    if (const char* value = get(row)) query.emplace_back(row.query, value);
  }
  return query;
}

Error Options::check() const { return broken_rule(*this); }

std::int64_t integer_in(std::string_view value) noexcept {
  return parse_integer(value).value_or(0);
}

std::size_t place_of(std::string_view word, std::string_view words) noexcept {
  for (std::size_t place = 0; !words.empty(); ++place) {
    const std::string_view one = words.substr(0, words.find('|'));
    if (one == word) return place;
    words.remove_prefix(std::min(one.size() + 1, words.size()));
  }
  return std::string_view::npos;
}

wire::HeaderFields header_fields_in(std::string_view value) {
  auto fields = wire::parse_header_fields(value);
  return fields ? std::move(*fields) : wire::HeaderFields();
}

}  // namespace pulsarws
