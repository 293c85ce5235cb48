#include "core/auth/oauth2_source.h"

#include <algorithm>
#include <utility>

#include "core/auth/token.h"
#include "core/base/secrecy.h"
#include "core/base/small_file.h"
#include "core/wire/base64.h"
#include "core/wire/endpoint_url.h"

namespace pulsarws {
namespace {

constexpr const char* kServer = "the OAuth2 server";

// A token is not used any more for the last tenth of its life, and not for the
// last minute of a long one.
std::chrono::seconds usable_part(std::int64_t expires_in) {
  // Longer than any client runs, and far from overflow.
  constexpr std::int64_t kMost = std::int64_t{10} * 365 * 24 * 60 * 60;
  std::chrono::seconds life(std::min(expires_in, kMost));
  return life - std::min(life / 10, std::chrono::seconds(60));
}

Error no_token(const std::string& why, int http_status = 0) {
  Error error(Status::kCredentials, "no token: " + why);
  error.http_status = http_status;
  return error;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

void append_field(std::string& form, std::string_view name,
                  std::string_view value) {
  if (value.empty()) return;
  if (!form.empty()) form += '&';
  form += name;
  form += '=';
  wire::append_percent_encoded(form, value);
}

}  // namespace

Error OAuth2Source::overdue(Milliseconds limit) const {
  return no_token(std::string(kServer) + " has not answered within " +
                  std::to_string(limit.count()) + " ms (connectTimeout)");
}

void OAuth2Source::refused() noexcept {
  std::lock_guard lock(mutex_);
  good_until_.reset();
}

bool OAuth2Source::at_hand(std::string& authorization) {
  std::lock_guard lock(mutex_);
  if (!good_until_ || timers_.now() >= *good_until_) return false;
  authorization = bearer(token_);
  return true;
}

void OAuth2Source::keep(const OAuth2Token& token) {
  std::lock_guard lock(mutex_);
  good_until_.reset();
  // One whose life is not told is used once.
  if (!token.expires_in) return;
  token_ = token.access_token;
  good_until_ = timers_.now() + usable_part(*token.expires_in);
}

Result<std::string> OAuth2Source::fetch() {
  std::string authorization;
  if (at_hand(authorization)) return authorization;  // since it was asked for
  const TimePoint deadline = Clock::now() + settings_.limit;
  auto key = read_key();
  if (!key) return key.error();
  auto hidden = [&](Error error) {
    std::string encoded;
    wire::append_percent_encoded(encoded, key->client_secret);
    hide(key->client_secret, error.message);
    hide(encoded, error.message);
    return error;
  };
  const std::string& issuer =
      settings_.issuer_url.empty() ? key->issuer_url : settings_.issuer_url;
  if (issuer.empty()) {
    return no_token(
        "the OAuth2 key has no \"issuer_url\"; set the option oauth2IssuerUrl");
  }
  auto endpoint = discover(issuer, deadline);
  if (!endpoint) return hidden(endpoint.error());
  auto token = ask_for_token(*key, *endpoint, deadline);
  if (!token) return hidden(token.error());
  keep(*token);
  return bearer(token->access_token);
}

Result<OAuth2Key> OAuth2Source::read_key() const {
  std::string_view place = settings_.private_key;
  if (place.empty()) {
    return OAuth2Key{settings_.client_id, settings_.client_secret, ""};
  }
  if (take_prefix(place, "data:")) {
    // All before the comma is a media type, which says what is known already.
    std::size_t comma = place.find(',');
    if (comma == std::string_view::npos ||
        place.substr(0, comma) != "application/json;base64") {
      return no_token(
          "the data: URL in oauth2PrivateKey does not begin with "
          "data:application/json;base64,");
    }
    auto json = wire::decode_base64(place.substr(comma + 1));
    auto key = json ? parse_oauth2_key(*json)
                    : Error(Status::kCredentials, "is not base64");
    if (key) return key;
    return no_token("the key in the data: URL of oauth2PrivateKey " +
                    key.error().message);
  }
  const std::string file = path_in(settings_.private_key);
  auto json = read_small_file(file);
  auto key = json ? parse_oauth2_key(*json) : json.error();
  if (key) return key;
  return no_token("the key file '" + file + "' " + key.error().message +
                  " (option oauth2PrivateKey)");
}

Result<wire::HttpUrl> OAuth2Source::discover(const std::string& issuer,
                                             TimePoint deadline) const {
  std::string address = issuer.substr(0, issuer.find_last_not_of('/') + 1);
  auto url =
      wire::parse_http_url(address + "/.well-known/openid-configuration");
  if (!url) {
    return no_token("the OAuth2 issuer's URL " + url.error().message +
                    " (option oauth2IssuerUrl)");
  }
  HttpRequest request;
  request.url = *url;
  request.trust_certs_file = settings_.trust_certs_file;
  request.server_name = kServer;
  auto response = send_request(request, deadline);
  if (!response) return no_token(response.error().message);
  const std::string where = "the OAuth2 discovery at " + url->to_string();
  if (response->status != 200) {
    return no_token(where + " answered HTTP " +
                        std::to_string(response->status) +
                        "; check oauth2IssuerUrl",
                    response->status);
  }
  auto endpoint = parse_token_endpoint(response->body);
  if (!endpoint) {
    return no_token("the answer of " + where + " " + endpoint.error().message,
                    response->status);
  }
  auto token_url = wire::parse_http_url(*endpoint);
  if (!token_url) {
    return no_token("the \"token_endpoint\" in the answer of " + where + " " +
                        token_url.error().message,
                    response->status);
  }
  return token_url;
}

Result<OAuth2Token> OAuth2Source::ask_for_token(const OAuth2Key& key,
                                                const wire::HttpUrl& url,
                                                TimePoint deadline) const {
  HttpRequest request;
  request.url = url;
  append_field(request.form, "grant_type", "client_credentials");
  append_field(request.form, "client_id", key.client_id);
  append_field(request.form, "client_secret", key.client_secret);
  append_field(request.form, "audience", settings_.audience);
  append_field(request.form, "scope", settings_.scope);
  request.trust_certs_file = settings_.trust_certs_file;
  request.server_name = kServer;
  auto response = send_request(request, deadline);
  if (!response) return no_token(response.error().message);
  const std::string where = std::string(kServer) + " (" + url.to_string() + ")";
  if (response->status != 200) {
    std::string words = words_of_oauth2_refusal(response->body);
    return no_token(where + " refused with HTTP " +
                        std::to_string(response->status) +
                        (words.empty() ? "" : ", " + words) +
                        "; check the client's id and secret, audience and "
                        "scope",
                    response->status);
  }
  auto token = parse_oauth2_token(response->body);
  if (!token) {
    return no_token("the answer of " + where + " " + token.error().message,
                    response->status);
  }
  return token;
}

}  // namespace pulsarws
