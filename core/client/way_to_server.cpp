#include "core/client/way_to_server.h"

#include <string>
#include <utility>

#include "core/options/option_keys.h"
#include "core/wire/authority.h"

namespace pulsarws {
namespace {

std::string text(const Options& options, const TextOption& option) {
  return options[option].value_or("");
}

using Variable = std::function<const char*(const char*)>;

// The first of these variables that is there and not empty.
const char* first_of(std::initializer_list<const char*> names,
                     const Variable& variable, std::string& value) {
  for (const char* name : names) {
    const char* found = variable(name);
    if (!found || !*found) continue;
    value = found;
    return name;
  }
  return nullptr;
}

Result<std::optional<wire::ProxyServer>> from_environment(
    const wire::ServiceUrl& server, const Variable& variable) {
  std::optional<wire::ProxyServer> none;
  // No proxy knows this machine by such a name.
  if (wire::is_this_machine(server.host)) return none;
  std::string value;
  if (first_of({"no_proxy", "NO_PROXY"}, variable, value) &&
      wire::is_named_in(value, server)) {
    return none;
  }
  // HTTP_PROXY is what a CGI program gets from a request's "Proxy" header.
  const char* name =
      server.tls ? first_of({"https_proxy", "HTTPS_PROXY"}, variable, value)
                 : first_of({"http_proxy"}, variable, value);
  if (!name) name = first_of({"all_proxy", "ALL_PROXY"}, variable, value);
  if (!name) return none;
  auto proxy = wire::parse_proxy_url(value);
  if (proxy) return std::optional<wire::ProxyServer>(std::move(*proxy));
  return Error(Status::kProxy, "the environment's " + std::string(name) + " " +
                                   proxy.error().message +
                                   "; put it right, name the server in "
                                   "no_proxy, or set proxyUrl or "
                                   "proxyFromEnvironment=false");
}

}  // namespace

TlsSettings tls_settings(const Options& options) {
  using namespace client_option;
  TlsSettings tls;
  tls.trust_certs_file = text(options, kTlsTrustCertsFilePath);
  tls.trust_certs_directory = text(options, kTlsTrustCertsDirectory);
  tls.trust_certs = text(options, kTlsTrustCerts);
  tls.allow_insecure = options[kTlsAllowInsecureConnection];
  tls.verify_hostname = options[kTlsEnableHostnameVerification];
  tls.certificate_file = text(options, kTlsCertificateFilePath);
  tls.certificate = text(options, kTlsCertificate);
  tls.key_file = text(options, kTlsKeyFilePath);
  tls.key = text(options, kTlsKey);
  tls.key_password = text(options, kTlsKeyPassword);
  if (options[kTlsMinimumVersion] == TlsMinimum::kTls13) {
    tls.minimum_version = TlsVersion::kTls13;
  }
  tls.ciphers = text(options, kTlsCiphers);
  tls.cipher_suites = text(options, kTlsCipherSuites);
  return tls;
}

Result<std::vector<std::optional<wire::ProxyServer>>> proxies_to(
    const std::vector<wire::ServiceUrl>& servers, const Options& options,
    const Variable& variable) {
  using namespace client_option;
  std::vector<std::optional<wire::ProxyServer>> proxies;
  for (const wire::ServiceUrl& server : servers) {
    std::optional<wire::ProxyServer> proxy;
    if (!text(options, kProxyUrl).empty()) {
      auto parsed = wire::parse_proxy_url(text(options, kProxyUrl));
      if (!parsed) return parsed.error();
      proxy = std::move(*parsed);
    } else if (options[kProxyFromEnvironment]) {
      auto found = from_environment(server, variable);
      if (!found) return found.error();
      proxy = std::move(*found);
    }
    if (proxy && !text(options, kProxyUser).empty()) {
      proxy->user = text(options, kProxyUser);
      proxy->password = text(options, kProxyPassword);
    }
    proxies.push_back(std::move(proxy));
  }
  return proxies;
}

}  // namespace pulsarws
