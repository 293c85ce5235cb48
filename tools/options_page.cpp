// Prints docs/options.md from the option table, the one that the parser uses,
// or with --json docs/options.json, the same for generators.
#include <cstdio>
#include <string>

#include "core/options/option_table.h"
#include "core/wire/json_string.h"

namespace {

using pulsarws::OptionRow;
using pulsarws::OptionsKind;
using pulsarws::OptionType;

const char* type(const OptionRow& row) {
  switch (row.type) {
    case OptionType::kText:
      return "text";
    case OptionType::kSecret:
      return "secret";
    case OptionType::kPem:
      return "PEM text";
    case OptionType::kSecretPem:
      return "secret PEM text";
    case OptionType::kHeaderFields:
      return "secret header fields";
    case OptionType::kBoolean:
      return "boolean";
    case OptionType::kInteger:
      return "integer";
    case OptionType::kMilliseconds:
      return "milliseconds";
    case OptionType::kBytes:
      return "bytes";
    case OptionType::kChoice:
      return "choice";
  }
  return "";
}

std::string range(const OptionRow& row) {
  switch (row.type) {
    case OptionType::kText:
    case OptionType::kSecret:
    case OptionType::kPem:
    case OptionType::kSecretPem:
    case OptionType::kHeaderFields:
      return "";
    case OptionType::kBoolean:
      return "`true`, `false`";
    case OptionType::kInteger:
    case OptionType::kMilliseconds:
    case OptionType::kBytes:
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

std::string code(const char* text) {
  return text ? "`" + std::string(text) + "`" : "";
}

void print_kind(OptionsKind kind, const char* title) {
  std::printf(
      "\n## %s\n\n| option | kind | type | range | default | query parameter | "
      "what it does |\n|---|---|---|---|---|---|---|\n",
      title);
  for (const OptionRow& row : pulsarws::kOptionTable) {
    if (row.kind != kind) continue;
    std::printf("| `%s` | %s | %s | %s | %s | %s | %s |\n", row.name,
                pulsarws::options_kind_name(kind), type(row),
                range(row).c_str(), code(row.default_value).c_str(),
                code(row.query).c_str(), row.sentence);
  }
}

constexpr const char* kFiles = R"(
## Files

`pws_options_load_file` reads lines `name=value`. Spaces and tabs around name and
value do not count, empty lines and lines that begin with `#` are skipped. A value
may be empty, hold `=` and `#`, and is never quoted. Where one line is wrong,
nothing is changed, and the error names file and line.

`pws_options_dump` writes such lines: every option with the value that holds.
Options that have none, and secrets, shown as `***`, stand in comments, so that
the text can be loaded again and never sets a secret to `***`. A value that
begins or ends with a space loses it on the way.

### Pulsar's client.conf

`pws_options_load_client_conf` takes this from it; keys without a value count as
not there:

| key | becomes |
|---|---|
| `brokerServiceUrl`, `webServiceUrl`, `serviceUrl` | `serviceUrl`, from the first of them that has `ws://`, `wss://`, `http://` or `https://`; the last two become `ws://` and `wss://`. A `pulsar://` URL is skipped: the WebSocket API is not there. |
| `authPlugin`, `authParams` | see below |
| `tlsTrustCertsFilePath`, `tlsCertificateFilePath`, `tlsKeyFilePath` | the options of the same names |
| `tlsAllowInsecureConnection`, `tlsEnableHostnameVerification` | the options of the same names. The file that Pulsar ships switches the check of the host's name off: take that line out. |
| `useKeyStoreTls` | `true` is refused with PWS_ERR_NOT_SUPPORTED: give PEM files |

| `authPlugin`, by its class or in short | `authParams` | becomes |
|---|---|---|
| `AuthenticationToken`, `token` | `token:TOKEN`, `{"token":"TOKEN"}`, or the token alone | `authToken` |
| | `file:///path`, `file:/path` | `authTokenFile` |
| `oauth2.AuthenticationOAuth2`, `oauth2` | JSON with `privateKey`, `issuerUrl`, `audience`, `scope`, `client_id`, `client_secret`, `type` (`client_credentials` only) | `oauth2PrivateKey`, `oauth2IssuerUrl`, `oauth2Audience`, `oauth2Scope`, `oauth2ClientId`, `oauth2ClientSecret` |
| `AuthenticationBasic`, `basic` | `{"userId":"USER","password":"PASSWORD"}` or `userId:USER,password:PASSWORD` | `authBasicUser`, `authBasicPassword` |
| `AuthenticationTls`, `tls` | `tlsCertFile:PATH,tlsKeyFile:PATH`, or the same as JSON | `tlsCertificateFilePath`, `tlsKeyFilePath` |

Another plugin or parameter is refused with PWS_ERR_NOT_SUPPORTED. Skipped,
because they mean nothing here: `webserviceTlsProvider`, `tlsTrustStoreType`,
`tlsTrustStorePath`, `tlsTrustStorePassword`, `tlsKeyStoreType`,
`tlsKeyStorePath`, `tlsKeyStorePassword`, `proxyServiceUrl`, `proxyProtocol`, and
every key that is not named on this page.
)";

void print_page() {
  std::printf(
      "<!-- Generated from core/options/option_table.h by "
      "tools/options_page.cpp: do not edit. -->\n"
      "# Options\n\n"
      "Set with `pws_options_set(options, name, value, &error)`; all values "
      "are text. An\noption with a query parameter goes to the server; one "
      "that has no default is sent\nonly where it is set, and else the "
      "server's own default holds. A text or a secret\nis a line: it has no "
      "line end in it, unless its sentence says otherwise. What is\ncounted "
      "in milliseconds or bytes is a whole number of them.\n");
  print_kind(OptionsKind::kClient, "Client");
  print_kind(OptionsKind::kProducer, "Producer");
  print_kind(OptionsKind::kConsumer, "Consumer");
  print_kind(OptionsKind::kReader, "Reader");
  std::printf("%s", kFiles);
}

void append_member(std::string& object, const char* name,
                   const std::string& json) {
  object += object.empty() ? "{\"" : ", \"";
  object += name;
  object += "\": " + json;
}

std::string quoted(const char* text) {
  std::string json;
  pulsarws::wire::append_json_string(json, text);
  return json;
}

// What a generator has to tell apart: it takes any text as a text.
const char* plain_type(const OptionRow& row) {
  const bool text = row.type != OptionType::kBoolean &&
                    row.type != OptionType::kChoice &&
                    !pulsarws::is_number(row.type);
  return text ? "text" : type(row);
}

std::string choices_json(std::string choices) {
  for (std::size_t bar = 0; (bar = choices.find('|', bar)) != choices.npos;) {
    choices.replace(bar, 1, "\", \"");
  }
  return "[\"" + choices + "\"]";
}

// One object an option, a line each; what it does not have is left out.
void print_json() {
  const char* separator = "[\n";
  for (const OptionRow& row : pulsarws::kOptionTable) {
    std::string object;
    append_member(object, "name", quoted(row.name));
    append_member(object, "kind", quoted(options_kind_name(row.kind)));
    append_member(object, "type", quoted(plain_type(row)));
    if (is_secret(row.type)) append_member(object, "secret", "true");
    if (is_number(row.type)) {
      append_member(object, "minimum", std::to_string(row.minimum));
      append_member(object, "maximum", std::to_string(row.maximum));
    }
    if (row.choices) {
      append_member(object, "choices", choices_json(row.choices));
    }
    if (row.default_value) {
      append_member(object, "default", quoted(row.default_value));
    }
    if (row.query) append_member(object, "query", quoted(row.query));
    append_member(object, "sentence", quoted(row.sentence));
    std::printf("%s%s}", separator, object.c_str());
    separator = ",\n";
  }
  std::printf("\n]\n");
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 1) {
    print_page();
  } else if (count == 2 && arguments[1] == std::string("--json")) {
    print_json();
  } else {
    std::fprintf(stderr, "usage: %s [--json]\n", arguments[0]);
    return 2;
  }
  return 0;
}
