// Prints docs/options.md from the option table, the one that the parser uses.
#include <cstdio>
#include <string>

#include "core/client/option_table.h"

namespace {

using pulsarws::OptionRow;
using pulsarws::OptionsKind;
using pulsarws::OptionType;

std::string range(const OptionRow& row) {
  switch (row.type) {
    case OptionType::kText:
      return "text";
    case OptionType::kSecret:
      return "text, secret";
    case OptionType::kPem:
      return "PEM text";
    case OptionType::kSecretPem:
      return "PEM text, secret";
    case OptionType::kBoolean:
      return "`true`, `false`";
    case OptionType::kInteger:
      return std::to_string(row.minimum) + " to " + std::to_string(row.maximum);
    case OptionType::kChoice: {
      std::string choices = "`";
      for (const char* c = row.choices; *c; ++c) {
        choices += *c == '|' ? "`, `" : std::string(1, *c);
      }
      return choices + "`";
    }
  }
  return {};
}

void print_kind(OptionsKind kind, const char* title) {
  std::printf(
      "\n## %s\n\n| option | value | default | what it does |\n"
      "|---|---|---|---|\n",
      title);
  for (const OptionRow& row : pulsarws::option_table()) {
    if (row.kind != kind) continue;
    std::string value =
        row.default_value ? "`" + std::string(row.default_value) + "`" : "";
    std::printf("| `%s` | %s | %s | %s%s |\n", row.name, range(row).c_str(),
                value.c_str(), row.sentence,
                row.query ? " Goes to the server." : "");
  }
}

}  // namespace

int main() {
  std::printf(
      "<!-- Generated from core/client/option_table.cpp by "
      "tools/options_page.cpp: do not edit. -->\n"
      "# Options\n\n"
      "Set with `pws_options_set(options, name, value, &error)`; all values "
      "are "
      "text. An\noption without a default is not sent, and the server's own "
      "default holds.\n");
  print_kind(OptionsKind::kClient, "Client");
  print_kind(OptionsKind::kProducer, "Producer");
  print_kind(OptionsKind::kConsumer, "Consumer");
  return 0;
}
