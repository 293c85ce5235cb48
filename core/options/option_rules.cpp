#include "core/options/option_rules.h"

#include <initializer_list>
#include <string_view>
#include <utility>

#include "core/options/option_keys.h"
#include "core/wire/base64.h"
#include "core/wire/http_url.h"
#include "core/wire/proxy_url.h"

namespace pulsarws {
namespace {

Error broken(std::string sentence) {
  return Error(Status::kInvalidOptionValue, std::move(sentence));
}

std::string text(const Options& options, const TextOption& option) {
  return options[option].value_or("");
}

// An empty text is as good as none.
bool has(const Options& options, const TextOption& option) {
  return !text(options, option).empty();
}

bool has_header(const Options& options, std::string_view wanted) {
  const auto fields = options[client_option::kHeaders];
  if (!fields) return false;
  for (const auto& [name, value] : *fields) {
    if (wire::same_header_name(name, wanted)) return true;
  }
  return false;
}

// --- Client: reconnecting --------------------------------------------------

Error check_backoff(const Options& options) {
  using namespace client_option;
  if (options[kInitialBackoff] <= options[kMaxBackoff]) return {};
  return broken("option initialBackoff must not be over maxBackoff");
}

// --- Client: TLS -----------------------------------------------------------

Error exclusive(const TextOption& a, const TextOption& b) {
  return broken("options " + std::string(a.name()) + " and " + b.name() +
                " exclude each other");
}

Error check_client_certificate(const Options& options) {
  using namespace client_option;
  const bool certificate_file = has(options, kTlsCertificateFilePath);
  const bool key_file = has(options, kTlsKeyFilePath);
  const bool certificate = certificate_file || has(options, kTlsCertificate);
  const bool key = key_file || has(options, kTlsKey);
  if (certificate_file && has(options, kTlsCertificate)) {
    return exclusive(kTlsCertificateFilePath, kTlsCertificate);
  }
  if (key_file && has(options, kTlsKey)) {
    return exclusive(kTlsKeyFilePath, kTlsKey);
  }
  if (certificate && !key) {
    const TextOption& named =
        certificate_file ? kTlsCertificateFilePath : kTlsCertificate;
    return broken("option " + std::string(named.name()) +
                  " needs the certificate's key: set option tlsKeyFilePath or "
                  "tlsKey");
  }
  if (key && !certificate) {
    const TextOption& named = key_file ? kTlsKeyFilePath : kTlsKey;
    return broken("option " + std::string(named.name()) +
                  " needs the key's certificate: set option "
                  "tlsCertificateFilePath or tlsCertificate");
  }
  if (has(options, kTlsKeyPassword) && !key) {
    return broken(
        "option tlsKeyPassword has no effect without tlsKeyFilePath or tlsKey");
  }
  return {};
}

// --- Client: the proxy -----------------------------------------------------

Error check_proxy(const Options& options) {
  using namespace client_option;
  const std::string url = text(options, kProxyUrl);
  if (url.find('@') != std::string::npos) {
    return broken(
        "option proxyUrl must be http://host:port; user and password go to "
        "proxyUser and proxyPassword");
  }
  if (!url.empty()) {
    auto proxy = wire::parse_proxy_url(url);
    if (!proxy) return broken("option proxyUrl " + proxy.error().message);
  }
  if (text(options, kProxyUser).find(':') != std::string::npos) {
    return broken("option proxyUser must not hold a ':', which Basic cannot");
  }
  if (has(options, kProxyPassword) && !has(options, kProxyUser)) {
    return broken("option proxyPassword needs proxyUser");
  }
  return {};
}

// --- Client: credentials ---------------------------------------------------

// A credential that stands where a name should would be shown in errors.
bool looks_like_jwt(std::string_view text) {
  return text.substr(0, 3) == "eyJ" && text.find('.') != std::string_view::npos;
}

bool looks_like_json(std::string_view text) {
  if (text.find('{') != std::string_view::npos) return true;
  auto decoded = wire::decode_base64(text);
  return decoded && decoded->find('{') != std::string::npos;
}

Error check_sources(const Options& options) {
  using namespace client_option;
  const auto named = credential_sources(options);
  if (named.size() > 1) {
    return broken("options " + named[0] + " and " + named[1] +
                  " are two sources of credentials, and a client has one");
  }
  constexpr const char* kMethodName = "X-Pulsar-Auth-Method-Name";
  if (has(options, kAuthMethodName) && has_header(options, kMethodName)) {
    return broken("options authMethodName and headers both set " +
                  std::string(kMethodName));
  }
  for (const TextOption& option : {kAuthTokenFile, kAuthTokenEnvironment}) {
    if (looks_like_jwt(text(options, option))) {
      return broken("option " + std::string(option.name()) +
                    " must say where the token is; for the token itself use "
                    "authToken");
    }
  }
  return {};
}

Error check_oauth2(const Options& options) {
  using namespace client_option;
  const bool key = has(options, kOauth2PrivateKey);
  const bool id = has(options, kOauth2ClientId);
  const bool secret = has(options, kOauth2ClientSecret);
  const bool issuer = has(options, kOauth2IssuerUrl);
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
    auto url = wire::parse_http_url(text(options, kOauth2IssuerUrl));
    if (!url) return broken("option oauth2IssuerUrl " + url.error().message);
  }
  for (const TextOption& option :
       {kOauth2Audience, kOauth2Scope, kOauth2TrustCertsFilePath}) {
    if (has(options, option) && !key && !id) {
      return broken("option " + std::string(option.name()) +
                    " has no effect without oauth2PrivateKey or "
                    "oauth2ClientId");
    }
  }
  const std::string place = text(options, kOauth2PrivateKey);
  if (place.substr(0, 5) != "data:" && looks_like_json(place)) {
    return broken(
        "option oauth2PrivateKey must say where the key is; for the key itself "
        "write data:application/json;base64, and its base64");
  }
  return {};
}

Error check_basic(const Options& options) {
  using namespace client_option;
  if (has(options, kAuthBasicUser) != has(options, kAuthBasicPassword)) {
    return broken(
        "options authBasicUser and authBasicPassword belong together: set "
        "both");
  }
  if (text(options, kAuthBasicUser).find(':') != std::string::npos) {
    return broken(
        "option authBasicUser must not hold ':', which ends the user's name in "
        "HTTP");
  }
  return {};
}

// --- Producer, consumer ----------------------------------------------------

Error check_batching(const Options& options) {
  using namespace producer_option;
  if (options[kBatchingEnabled]) return {};
  auto without_effect = [](const char* name) {
    return broken("option " + std::string(name) +
                  " has no effect without batchingEnabled=true");
  };
  if (options[kBatchingMaxMessages]) {
    return without_effect(kBatchingMaxMessages.name());
  }
  if (options[kBatchingMaxPublishDelay]) {
    return without_effect(kBatchingMaxPublishDelay.name());
  }
  return {};
}

Error check_redelivery(const Options& options) {
  using namespace consumer_option;
  if (options[kDeadLetterTopic] && !options[kMaxRedeliverCount]) {
    return broken("option deadLetterTopic needs maxRedeliverCount, 1 or more");
  }
  const auto ack_timeout =
      options[kAckTimeoutMillis].value_or(Milliseconds(0)).count();
  if (ack_timeout > 0 && ack_timeout < 1000) {
    return broken("option ackTimeoutMillis must be 0 or at least 1000, not " +
                  std::to_string(ack_timeout));
  }
  return {};
}

using Rule = Error (*)(const Options&);

Error first_broken(std::initializer_list<Rule> rules, const Options& options) {
  for (Rule rule : rules) {
    if (Error error = rule(options)) return error;
  }
  return {};
}

}  // namespace

Error broken_rule(const Options& options) {
  switch (options.kind()) {
    case OptionsKind::kClient:
      return first_broken({check_backoff, check_client_certificate, check_proxy,
                           check_sources, check_oauth2, check_basic},
                          options);
    case OptionsKind::kProducer:
      return check_batching(options);
    case OptionsKind::kConsumer:
      return check_redelivery(options);
    case OptionsKind::kReader:
      return {};
  }
  return {};
}

std::vector<std::string> credential_sources(const Options& options) {
  using namespace client_option;
  std::vector<std::string> named;
  for (const TextOption& option :
       {kAuthToken, kAuthTokenFile, kAuthTokenEnvironment}) {
    if (has(options, option)) named.emplace_back(option.name());
  }
  // What several options say together counts as its first one.
  auto add_first = [&](std::initializer_list<TextOption> parts) {
    for (const TextOption& option : parts) {
      if (!has(options, option)) continue;
      named.emplace_back(option.name());
      return;
    }
  };
  add_first({kOauth2PrivateKey, kOauth2ClientId, kOauth2ClientSecret,
             kOauth2IssuerUrl});
  add_first({kAuthBasicUser, kAuthBasicPassword});
  if (has_header(options, "Authorization")) {
    named.emplace_back("headers (Authorization)");
  }
  return named;
}

}  // namespace pulsarws
