#include "core/client/credentials.h"

#include <utility>
#include <vector>

#include "core/auth/oauth2_source.h"
#include "core/auth/simple_sources.h"
#include "core/wire/base64.h"
#include "core/wire/http_url.h"

namespace pulsarws {
namespace {

constexpr const char* kAuthorization = "Authorization";
constexpr const char* kMethodName = "X-Pulsar-Auth-Method-Name";

std::string text_or_empty(const Options& options, std::string_view name) {
  return options.text(name).value_or("");
}

bool has(const Options& options, std::string_view name) {
  return !text_or_empty(options, name).empty();
}

// Options were checked one by one when they were set.
wire::HeaderFields free_headers(const Options& options) {
  auto fields = wire::parse_header_fields(text_or_empty(options, "headers"));
  return fields ? std::move(*fields) : wire::HeaderFields();
}

bool holds(const wire::HeaderFields& fields, std::string_view wanted) {
  for (const auto& [name, value] : fields) {
    if (wire::same_header_name(name, wanted)) return true;
  }
  return false;
}

// The sources that options name, each by one option.
std::vector<std::string> sources(const Options& options) {
  std::vector<std::string> named;
  for (const char* name :
       {"authToken", "authTokenFile", "authTokenEnvironment"}) {
    if (has(options, name)) named.emplace_back(name);
  }
  for (const char* name : {"oauth2PrivateKey", "oauth2ClientId",
                           "oauth2ClientSecret", "oauth2IssuerUrl"}) {
    if (!has(options, name)) continue;
    named.emplace_back(name);
    break;
  }
  for (const char* name : {"authBasicUser", "authBasicPassword"}) {
    if (!has(options, name)) continue;
    named.emplace_back(name);
    break;
  }
  if (holds(free_headers(options), kAuthorization)) {
    named.emplace_back("headers (Authorization)");
  }
  return named;
}

Error broken(std::string sentence) {
  return Error(Status::kInvalidOptionValue, std::move(sentence));
}

// A credential that stands where a name should would be shown in errors.
bool looks_like_jwt(std::string_view text) {
  return text.substr(0, 3) == "eyJ" && text.find('.') != std::string_view::npos;
}

bool looks_like_json(std::string_view text) {
  if (text.find('{') != std::string_view::npos) return true;
  auto decoded = wire::decode_base64(text);
  return decoded && decoded->find('{') != std::string::npos;
}

Error check_oauth2(const Options& options) {
  const bool key = has(options, "oauth2PrivateKey");
  const bool id = has(options, "oauth2ClientId");
  const bool secret = has(options, "oauth2ClientSecret");
  const bool issuer = has(options, "oauth2IssuerUrl");
  if (key && (id || secret)) {
    return broken(
        "options oauth2PrivateKey and oauth2ClientId with oauth2ClientSecret "
        "are two ways to say the same: set one");
  }
  if (id != secret) {
    return broken(
        "options oauth2ClientId and oauth2ClientSecret belong together: set "
        "both");
  }
  if (issuer && !key && !id) {
    return broken(
        "option oauth2IssuerUrl needs oauth2PrivateKey, or oauth2ClientId and "
        "oauth2ClientSecret");
  }
  if (id && !issuer) {
    return broken("option oauth2ClientId needs oauth2IssuerUrl");
  }
  if (issuer) {
    auto url = wire::parse_http_url(text_or_empty(options, "oauth2IssuerUrl"));
    if (!url) return broken("option oauth2IssuerUrl " + url.error().message);
  }
  for (const char* name :
       {"oauth2Audience", "oauth2Scope", "oauth2TrustCertsFilePath"}) {
    if (has(options, name) && !key && !id) {
      return broken("option " + std::string(name) +
                    " has no effect without oauth2PrivateKey or "
                    "oauth2ClientId");
    }
  }
  std::string place = text_or_empty(options, "oauth2PrivateKey");
  if (place.substr(0, 5) != "data:" && looks_like_json(place)) {
    return broken(
        "option oauth2PrivateKey must say where the key is; for the key itself "
        "write data:application/json;base64, and its base64");
  }
  return {};
}

Error check_basic(const Options& options) {
  std::string user = text_or_empty(options, "authBasicUser");
  if (user.empty() != !has(options, "authBasicPassword")) {
    return broken(
        "options authBasicUser and authBasicPassword belong together: set "
        "both");
  }
  if (user.find(':') != std::string::npos) {
    return broken(
        "option authBasicUser must not hold ':', which ends the user's name in "
        "HTTP");
  }
  return {};
}

std::shared_ptr<CredentialSource> make_source(const Options& options,
                                              Timers& timers) {
  auto text = [&](std::string_view name) {
    return text_or_empty(options, name);
  };
  if (has(options, "authToken")) {
    return std::make_shared<FixedCredentials>("Bearer " + text("authToken"));
  }
  if (has(options, "authTokenFile")) {
    return std::make_shared<TokenFile>(text("authTokenFile"));
  }
  if (has(options, "authTokenEnvironment")) {
    return std::make_shared<TokenEnvironment>(text("authTokenEnvironment"));
  }
  if (has(options, "authBasicUser")) {
    return std::make_shared<FixedCredentials>(
        basic_authorization(text("authBasicUser"), text("authBasicPassword")));
  }
  if (!has(options, "oauth2PrivateKey") && !has(options, "oauth2ClientId")) {
    return nullptr;
  }
  OAuth2Settings settings;
  settings.issuer_url = text("oauth2IssuerUrl");
  settings.private_key = text("oauth2PrivateKey");
  settings.client_id = text("oauth2ClientId");
  settings.client_secret = text("oauth2ClientSecret");
  settings.audience = text("oauth2Audience");
  settings.scope = text("oauth2Scope");
  settings.trust_certs_file = text("oauth2TrustCertsFilePath");
  settings.limit = Milliseconds(*options.integer("connectTimeout"));
  return std::make_shared<OAuth2Source>(std::move(settings), timers);
}

}  // namespace

Error Credentials::check(const Options& options) {
  auto named = sources(options);
  if (named.size() > 1) {
    return broken("options " + named[0] + " and " + named[1] +
                  " are two sources of credentials, and a client has one");
  }
  if (has(options, "authMethodName") &&
      holds(free_headers(options), kMethodName)) {
    return broken("options authMethodName and headers both set " +
                  std::string(kMethodName));
  }
  for (const char* name : {"authTokenFile", "authTokenEnvironment"}) {
    if (looks_like_jwt(text_or_empty(options, name))) {
      return broken("option " + std::string(name) +
                    " must say where the token is; for the token itself use "
                    "authToken");
    }
  }
  if (Error error = check_oauth2(options)) return error;
  return check_basic(options);
}

Credentials::Credentials(const Options& options, Timers& timers)
    : fixed_(free_headers(options)), source_(make_source(options, timers)) {
  auto named = sources(options);
  if (!named.empty()) source_option_ = named[0];
  if (auto method = options.text("authMethodName")) {
    fixed_.emplace_back(kMethodName, *method);
  }
}

Error Credentials::set_supplier(std::shared_ptr<CredentialSource> supplier) {
  if (!source_option_.empty()) {
    return Error(Status::kInvalidArgument,
                 "option " + source_option_ +
                     " is the client's source of credentials already; leave it "
                     "out for a token supplier");
  }
  std::lock_guard lock(mutex_);
  source_.swap(supplier);  // what was there ends without the lock
  return {};
}

std::shared_ptr<CredentialSource> Credentials::source() const {
  std::lock_guard lock(mutex_);
  return source_;
}

void Credentials::ask(Answer answer) {
  auto source = this->source();
  if (!source) {
    answer(fixed_);
    return;
  }
  source->ask([fields = fixed_, answer = std::move(answer)](
                  Result<std::string> authorization) mutable {
    if (!authorization) {
      answer(authorization.error());
      return;
    }
    fields.emplace_back(kAuthorization, std::move(*authorization));
    answer(std::move(fields));
  });
}

Error Credentials::overdue(Milliseconds limit) const {
  auto source = this->source();
  return source ? source->overdue(limit)
                : Error(Status::kInternal, "no credentials did not come");
}

std::string Credentials::advice() const {
  if (!source_option_.empty()) return "check " + source_option_;
  if (source()) return "check what the token supplier answers";
  return "no credentials are set: set authToken, or another source of them";
}

void Credentials::refused() noexcept {
  if (auto source = this->source()) source->refused();
}

}  // namespace pulsarws
