#include "core/options/client_conf.h"

#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <map>

#include "core/base/begins_with.h"
#include "core/base/simdjson_at_exit.h"
#include "core/options/option_keys.h"
#include "core/options/options_file.h"

namespace pulsarws {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// --- authPlugin, authParams ------------------------------------------------

Error unreadable_params(std::string_view why) {
  return Error(Status::kInvalidOptionValue, "authParams " + std::string(why));
}

using Params = std::map<std::string, std::string, std::less<>>;

Result<Params> parse_json_params(std::string_view text) {
  const SimdjsonInUse use;
  if (!use) return unreadable_params("cannot be read: the process is ending");
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(text);
  Params params;
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) {
    return unreadable_params("is no JSON object");
  }
  for (const auto field : object) {
    std::string_view value;
    if (field.value.get(value) != simdjson::SUCCESS) {
      return unreadable_params("has a \"" + std::string(field.key) +
                               "\" that is no text");
    }
    params[std::string(field.key)] = value;
  }
  return params;
}

// {"name":"value",...} or name:value,name:value.
Result<Params> parse_params(std::string_view text) {
  if (begins_with(text, "{")) return parse_json_params(text);
  Params params;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) {
      return unreadable_params("is neither JSON nor name:value,name:value");
    }
    params[std::string(without_blanks(part.substr(0, colon)))] =
        without_blanks(part.substr(colon + 1));
  }
  return params;
}

// A parameter, and the option that it becomes.
struct Counterpart {
  const char* param;
  TextOption option;
};

template <std::size_t kCount>
Result<OptionValues> translate(const Params& params,
                               const Counterpart (&counterparts)[kCount],
                               std::string_view plugin) {
  OptionValues options;
  for (const auto& [name, value] : params) {
    const char* option = nullptr;
    for (const Counterpart& one : counterparts) {
      if (name == one.param) option = one.option.name();
    }
    if (!option) {
      return Error(Status::kNotSupported,
                   "authParams: there is no counterpart to \"" + name +
                       "\" of " + std::string(plugin));
    }
    options.emplace_back(option, value);
  }
  if (options.empty()) return unreadable_params("is empty");
  return options;
}

// "file:///path" and "file:/path" name the same file.
std::string path_of(std::string_view file_url) {
  file_url.remove_prefix(std::string_view("file:").size());
  if (begins_with(file_url, "//")) file_url.remove_prefix(2);
  return std::string(file_url);
}

Result<OptionValues> token_options(std::string_view params) {
  constexpr std::string_view kToken = "token:";
  if (begins_with(params, "file:")) {
    return OptionValues{
        {client_option::kAuthTokenFile.name(), path_of(params)}};
  }
  if (begins_with(params, "{")) {
    auto parsed = parse_json_params(params);
    if (!parsed) return parsed.error();
    constexpr Counterpart kCounterparts[] = {
        {"token", client_option::kAuthToken}};
    return translate(*parsed, kCounterparts, "token");
  }
  if (begins_with(params, kToken)) params.remove_prefix(kToken.size());
  if (params.empty()) return unreadable_params("is empty");
  return OptionValues{{client_option::kAuthToken.name(), std::string(params)}};
}

Result<OptionValues> oauth2_options(std::string_view text) {
  auto params = parse_params(text);
  if (!params) return params.error();
  auto type = params->find("type");
  if (type != params->end()) {
    if (type->second != "client_credentials") {
      return Error(Status::kNotSupported,
                   "authParams: of OAuth2's types there is only "
                   "client_credentials");
    }
    params->erase(type);
  }
  constexpr Counterpart kCounterparts[] = {
      {"privateKey", client_option::kOauth2PrivateKey},
      {"private_key", client_option::kOauth2PrivateKey},
      {"issuerUrl", client_option::kOauth2IssuerUrl},
      {"issuer_url", client_option::kOauth2IssuerUrl},
      {"client_id", client_option::kOauth2ClientId},
      {"client_secret", client_option::kOauth2ClientSecret},
      {"audience", client_option::kOauth2Audience},
      {"scope", client_option::kOauth2Scope}};
  return translate(*params, kCounterparts, "oauth2");
}

// --- client.conf -----------------------------------------------------------

struct ConfValue {
  std::string value;
  std::size_t line = 0;
};
using Conf = std::map<std::string, ConfValue, std::less<>>;

// A backslash stands for the character behind it.
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    result += text[i];
  }
  return result;
}

// The lines of a Java properties file, as far as configurations use them; the
// last one of a name counts.
Result<Conf> parse_conf(std::string_view text, const std::string& file) {
  Conf conf;
  std::size_t number = 0;
  for (std::string_view line : lines_of(text)) {
    ++number;
    line = without_blanks(line);
    if (line.empty() || line.front() == '#' || line.front() == '!') continue;
    if (line.back() == '\\') {
      return in_line(Error(Status::kFile,
                           "it goes on in the next line, which is not read "
                           "here; write it in one"),
                     file, number);
    }
    const std::size_t end = std::min(line.find_first_of("=: \t"), line.size());
    std::string_view rest = without_blanks(line.substr(end));
    if (begins_with(rest, "=") || begins_with(rest, ":")) {
      rest = without_blanks(rest.substr(1));
    }
    conf[std::string(line.substr(0, end))] = {unescaped(rest), number};
  }
  return conf;
}

// What is set in the file; nothing where the value is empty.
const ConfValue* find(const Conf& conf, std::string_view name) {
  auto found = conf.find(name);
  if (found == conf.end() || found->second.value.empty()) return nullptr;
  return &found->second;
}

Error set_url(Options& options, const Conf& conf, const std::string& file) {
  for (const char* name : {"brokerServiceUrl", "webServiceUrl", "serviceUrl"}) {
    const ConfValue* set = find(conf, name);
    if (!set) continue;
    const std::string url = websocket_url(set->value);
    if (url.empty()) continue;  // of the binary protocol
    if (auto parsed = wire::parse_service_urls(url); !parsed) {
      return in_line(parsed.error(), file, set->line);
    }
    if (Error wrong = options.set(client_option::kServiceUrl.name(), url)) {
      return in_line(wrong, file, set->line);
    }
    return {};
  }
  return {};
}

Error set_authentication(Options& options, const Conf& conf,
                         const std::string& file) {
  const ConfValue* plugin = find(conf, "authPlugin");
  if (!plugin) return {};
  const ConfValue* params = find(conf, "authParams");
  auto values = auth_options(plugin->value, params ? params->value : "");
  if (!values) {
    return in_line(values.error(), file, (params ? params : plugin)->line);
  }
  for (const auto& [name, value] : *values) {
    if (Error wrong = options.set(name, value)) {
      return in_line(wrong, file, plugin->line);
    }
  }
  return {};
}

// Keys that are options of the same name.
constexpr const OptionRow* kSameName[] = {
    &client_option::kTlsAllowInsecureConnection.row(),
    &client_option::kTlsEnableHostnameVerification.row(),
    &client_option::kTlsTrustCertsFilePath.row(),
    &client_option::kTlsCertificateFilePath.row(),
    &client_option::kTlsKeyFilePath.row()};

Error set_tls(Options& options, const Conf& conf, const std::string& file) {
  const ConfValue* key_store = find(conf, "useKeyStoreTls");
  if (key_store && lower(key_store->value) == "true") {
    return in_line(Error(Status::kNotSupported,
                         "useKeyStoreTls: Java's key stores cannot be read "
                         "here; give PEM files by tlsTrustCertsFilePath, "
                         "tlsCertificateFilePath and tlsKeyFilePath"),
                   file, key_store->line);
  }
  for (const OptionRow* row : kSameName) {
    const ConfValue* set = find(conf, row->name);
    if (!set) continue;
    const bool boolean = row->type == OptionType::kBoolean;
    if (Error wrong =
            options.set(row->name, boolean ? lower(set->value) : set->value)) {
      return in_line(wrong, file, set->line);
    }
  }
  return {};
}

}  // namespace

Result<OptionValues> auth_options(std::string_view plugin,
                                  std::string_view params) {
  constexpr std::string_view kPackage = "org.apache.pulsar.client.impl.auth.";
  std::string_view name = plugin;
  if (begins_with(name, kPackage)) name.remove_prefix(kPackage.size());
  if (name == "AuthenticationDisabled") return OptionValues();
  if (name == "token" || name == "AuthenticationToken") {
    return token_options(params);
  }
  if (name == "oauth2" || name == "oauth2.AuthenticationOAuth2") {
    return oauth2_options(params);
  }
  const bool tls = name == "tls" || name == "AuthenticationTls";
  const bool basic = name == "basic" || name == "AuthenticationBasic";
  if (!tls && !basic) {
    return Error(Status::kNotSupported,
                 "authPlugin " + std::string(plugin) +
                     " has no counterpart here; there are token, oauth2, basic "
                     "and tls");
  }
  auto parsed = parse_params(params);
  if (!parsed) return parsed.error();
  if (tls) {
    constexpr Counterpart kTls[] = {
        {"tlsCertFile", client_option::kTlsCertificateFilePath},
        {"tlsKeyFile", client_option::kTlsKeyFilePath}};
    return translate(*parsed, kTls, "tls");
  }
  constexpr Counterpart kBasic[] = {
      {"userId", client_option::kAuthBasicUser},
      {"password", client_option::kAuthBasicPassword}};
  return translate(*parsed, kBasic, "basic");
}

std::string websocket_url(std::string_view service_url) {
  std::string urls;
  bool known = false;  // an entry without a scheme has the one before it
  while (!service_url.empty()) {
    std::string_view one = service_url.substr(0, service_url.find(','));
    service_url.remove_prefix(std::min(one.size() + 1, service_url.size()));
    one = without_blanks(one);
    if (!urls.empty()) urls += ',';
    if (begins_with(one, "http://") || begins_with(one, "https://")) {
      one.remove_prefix(4);
      urls += "ws";
      known = true;
    } else if (begins_with(one, "ws://") || begins_with(one, "wss://")) {
      known = true;
    } else if (!known || one.find("://") != std::string_view::npos) {
      return {};
    }
    urls += one;
  }
  return urls;
}

Error set_from_client_conf(Options& options, std::string_view text,
                           const std::string& file) {
  auto conf = parse_conf(text, file);
  if (!conf) return conf.error();
  for (bool real : {false, true}) {
    // First on a copy, so that an error leaves everything as it was.
    Options copy = options;
    Options& target = real ? options : copy;
    if (Error wrong = set_url(target, *conf, file)) return wrong;
    if (Error wrong = set_tls(target, *conf, file)) return wrong;
    if (Error wrong = set_authentication(target, *conf, file)) return wrong;
  }
  return {};
}

Error load_client_conf(Options& options, const std::string& path) {
  auto text = read_settings_file(path);
  if (!text) return text.error();
  return set_from_client_conf(options, *text, path);
}

}  // namespace pulsarws
