#include "core/options/options_file.h"

#include <algorithm>
#include <utility>

#include "core/base/small_file.h"
#include "core/options/option_table.h"
#include "core/wire/control_characters.h"

namespace pulsarws {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

Result<std::string> read_settings_file(const std::string& path) {
  auto text = read_small_file(path);
  if (text) return text;
  return Error(Status::kFile, path + " " + text.error().message);
}

std::string_view without_blanks(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

Error in_line(const Error& error, const std::string& file, std::size_t line) {
  return error.within(file + ", line " + std::to_string(line));
}

Error set_from_text(Options& options, std::string_view text,
                    const std::string& file) {
  Options tried = options;
  std::vector<std::pair<std::string, std::string>> settings;
  std::size_t number = 0;
  for (std::string_view line : lines_of(text)) {
    ++number;
    line = without_blanks(line);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      // The line is not shown: it may hold a secret.
      return in_line(Error(Status::kFile, "there is no '=' in it"), file,
                     number);
    }
    const std::string_view name = without_blanks(line.substr(0, equals));
    const std::string_view value = without_blanks(line.substr(equals + 1));
    if (Error wrong = tried.set(name, value)) {
      return in_line(wrong, file, number);
    }
    settings.emplace_back(name, value);
  }
  for (const auto& [name, value] : settings) {
    if (Error error = options.set(name, value)) return error;
  }
  return {};
}

Error load_options_file(Options& options, const std::string& path) {
  auto text = read_settings_file(path);
  if (!text) return text.error();
  return set_from_text(options, *text, path);
}

std::string dump_options(const Options& options) {
  std::string text;
  for (const OptionRow& row : kOptionTable) {
    if (row.kind != options.kind()) continue;
    const char* value = options.get(row);
    if (!value) {
      text += "# " + std::string(row.name) + " is not set";
    } else if (is_secret(row.type)) {
      text += "# " + std::string(row.name) + "=***";
    } else if (wire::has_control(value)) {
      text += "# " + std::string(row.name) + " has several lines, " +
              std::to_string(std::string_view(value).size()) + " bytes";
    } else {
      text += std::string(row.name) + "=" + value;
    }
    text += '\n';
  }
  return text;
}

}  // namespace pulsarws
