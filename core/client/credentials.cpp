#include "core/client/credentials.h"

#include <utility>

#include "core/auth/oauth2_source.h"
#include "core/auth/simple_sources.h"
#include "core/options/option_keys.h"
#include "core/options/option_rules.h"

namespace pulsarws {
namespace {

constexpr const char* kAuthorization = "Authorization";
constexpr const char* kMethodName = "X-Pulsar-Auth-Method-Name";

// Of options that were checked.
std::shared_ptr<CredentialSource> make_source(const Options& options,
                                              Timers& timers) {
  using namespace client_option;
  auto text = [&](const TextOption& option) {
    return options[option].value_or("");
  };
  auto has = [&](const TextOption& option) { return !text(option).empty(); };
  if (has(kAuthToken)) {
    return std::make_shared<FixedCredentials>("Bearer " + text(kAuthToken));
  }
  if (has(kAuthTokenFile)) {
    return std::make_shared<TokenFile>(text(kAuthTokenFile));
  }
  if (has(kAuthTokenEnvironment)) {
    return std::make_shared<TokenEnvironment>(text(kAuthTokenEnvironment));
  }
  if (has(kAuthBasicUser)) {
    return std::make_shared<FixedCredentials>(
        basic_authorization(text(kAuthBasicUser), text(kAuthBasicPassword)));
  }
  if (!has(kOauth2PrivateKey) && !has(kOauth2ClientId)) return nullptr;
  OAuth2Settings settings;
  settings.issuer_url = text(kOauth2IssuerUrl);
  settings.private_key = text(kOauth2PrivateKey);
  settings.client_id = text(kOauth2ClientId);
  settings.client_secret = text(kOauth2ClientSecret);
  settings.audience = text(kOauth2Audience);
  settings.scope = text(kOauth2Scope);
  settings.trust_certs_file = text(kOauth2TrustCertsFilePath);
  settings.limit = options[kConnectTimeout];
  return std::make_shared<OAuth2Source>(std::move(settings), timers);
}

}  // namespace

Credentials::Credentials(const Options& options, Timers& timers)
    : fixed_(options[client_option::kHeaders].value_or(wire::HeaderFields())),
      source_(make_source(options, timers)) {
  auto named = credential_sources(options);
  if (!named.empty()) source_option_ = named[0];
  if (auto method = options[client_option::kAuthMethodName]) {
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

bool Credentials::may_change() const noexcept {
  auto source = this->source();
  return source && source->may_change();
}

void Credentials::refused() noexcept {
  if (auto source = this->source()) source->refused();
}

}  // namespace pulsarws
