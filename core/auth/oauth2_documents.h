#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace pulsarws {

// The JSON documents of OAuth2's client credentials. All errors are predicates,
// "is not a JSON object" for instance, and show nothing of the document but
// what the server says about a refusal.

// Pulsar's key file.
struct OAuth2Key {
  std::string client_id;
  std::string client_secret;
  std::string issuer_url;  // empty where it has none
};
Result<OAuth2Key> parse_oauth2_key(std::string_view json);

// Where to get tokens, from a discovery document.
Result<std::string> parse_token_endpoint(std::string_view json);

struct OAuth2Token {
  std::string access_token;
  std::optional<std::int64_t> expires_in;  // seconds
};
Result<OAuth2Token> parse_oauth2_token(std::string_view json);

// "invalid_client: the secret is wrong", as far as a refusal says so.
std::string words_of_oauth2_refusal(std::string_view json);

}  // namespace pulsarws
