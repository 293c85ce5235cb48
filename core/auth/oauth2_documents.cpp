#include "core/auth/oauth2_documents.h"

#include <simdjson.h>

#include <charconv>
#include <map>

#include "core/auth/token.h"
#include "core/base/simdjson_at_exit.h"
#include "core/wire/control_characters.h"

namespace pulsarws {
namespace {

namespace dom = simdjson::dom;

Error unusable(std::string predicate) {
  return Error(Status::kCredentials, std::move(predicate));
}

// The fields of an object that are texts or numbers, as text.
using Fields = std::map<std::string, std::string, std::less<>>;

std::optional<Fields> fields_of(std::string_view json) {
  const SimdjsonInUse use;
  if (!use) return std::nullopt;
  dom::parser parser;
  dom::object object;
  if (parser.parse(json.data(), json.size()).get_object().get(object)) {
    return std::nullopt;
  }
  Fields fields;
  for (auto [key, value] : object) {
    std::string_view text;
    std::int64_t whole = 0;
    double number = 0;
    if (!value.get_string().get(text)) {
      fields[std::string(key)] = text;
    } else if (!value.get_int64().get(whole)) {
      fields[std::string(key)] = std::to_string(whole);
    } else if (!value.get_double().get(number) && number > -1e15 &&
               number < 1e15) {
      fields[std::string(key)] =
          std::to_string(static_cast<std::int64_t>(number));
    }
  }
  return fields;
}

std::string text_in(const Fields& fields, std::string_view name) {
  auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

Error not_json() { return unusable("is not a JSON object"); }

Error lacks(const char* name) {
  return unusable("has no \"" + std::string(name) + "\"");
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_bearer(std::string text) {
  for (char& c : text) c = lower(c);
  return text == "bearer";
}

}  // namespace

Result<OAuth2Key> parse_oauth2_key(std::string_view json) {
  auto fields = fields_of(json);
  if (!fields) return not_json();
  std::string type = text_in(*fields, "type");
  if (!type.empty() && type != "client_credentials") {
    return unusable("has a \"type\" other than client_credentials");
  }
  OAuth2Key key;
  key.client_id = text_in(*fields, "client_id");
  key.client_secret = text_in(*fields, "client_secret");
  key.issuer_url = text_in(*fields, "issuer_url");
  if (key.client_id.empty()) return lacks("client_id");
  if (key.client_secret.empty()) return lacks("client_secret");
  return key;
}

Result<std::string> parse_token_endpoint(std::string_view json) {
  auto fields = fields_of(json);
  if (!fields) return not_json();
  std::string endpoint = text_in(*fields, "token_endpoint");
  if (endpoint.empty()) return lacks("token_endpoint");
  return endpoint;
}

Result<OAuth2Token> parse_oauth2_token(std::string_view json) {
  auto fields = fields_of(json);
  if (!fields) return not_json();
  OAuth2Token token;
  token.access_token = text_in(*fields, "access_token");
  if (token.access_token.empty()) return lacks("access_token");
  if (auto fault = token_fault(token.access_token)) {
    return unusable("has an \"access_token\" that " + *fault);
  }
  std::string type = text_in(*fields, "token_type");
  if (!type.empty() && !is_bearer(type)) {
    return unusable("has a \"token_type\" other than Bearer");
  }
  std::string life = text_in(*fields, "expires_in");
  if (!life.empty()) {
    std::int64_t seconds = 0;
    auto [end, error] =
        std::from_chars(life.data(), life.data() + life.size(), seconds);
    if (error != std::errc() || end != life.data() + life.size()) {
      return unusable("has an \"expires_in\" that is no number");
    }
    if (seconds <= 0) {
      return unusable("is a token that has expired already (expires_in " +
                      life + ")");
    }
    token.expires_in = seconds;
  }
  return token;
}

std::string words_of_oauth2_refusal(std::string_view json) {
  auto fields = fields_of(json);
  if (!fields) return {};
  std::string words = text_in(*fields, "error");
  std::string description = text_in(*fields, "error_description");
  if (!description.empty()) {
    words += (words.empty() ? "" : ": ") + description;
  }
  words = wire::without_control(std::move(words));
  constexpr std::size_t kLongest = 500;
  if (words.size() <= kLongest) return words;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0) == 0x80) {
    --end;  // not in the middle of a character
  }
  return words.substr(0, end) + "...";
}

}  // namespace pulsarws
