#include "core/client/way_to_server.h"

#include <string>
#include <utility>

#include "core/wire/authority.h"

namespace pulsarws {
namespace {

std::string text(const Options& options, const char* name) {
  return options.text(name).value_or("");
}

bool is_set(const Options& options, const char* name) {
  return !text(options, name).empty();
}

Error broken(std::string sentence) {
  return Error(Status::kInvalidOptionValue, std::move(sentence));
}

Error check_client_certificate(const Options& options) {
  struct {
    const char* file;
    const char* itself;
  } constexpr kPairs[] = {{"tlsCertificateFilePath", "tlsCertificate"},
                          {"tlsKeyFilePath", "tlsKey"}};
  const char* there[2] = {};  // which option it is in
  for (int i = 0; i < 2; ++i) {
    bool file = is_set(options, kPairs[i].file);
    bool itself = is_set(options, kPairs[i].itself);
    if (file && itself) {
      return broken("options " + std::string(kPairs[i].file) + " and " +
                    kPairs[i].itself + " exclude each other");
    }
    if (file || itself) there[i] = file ? kPairs[i].file : kPairs[i].itself;
  }
  if (there[0] && !there[1]) {
    return broken("option " + std::string(there[0]) +
                  " needs the certificate's key: set option tlsKeyFilePath or "
                  "tlsKey");
  }
  if (there[1] && !there[0]) {
    return broken("option " + std::string(there[1]) +
                  " needs the key's certificate: set option "
                  "tlsCertificateFilePath or tlsCertificate");
  }
  if (is_set(options, "tlsKeyPassword") && !there[1]) {
    return broken(
        "option tlsKeyPassword has no effect without tlsKeyFilePath or tlsKey");
  }
  return {};
}

Error check_proxy(const Options& options) {
  if (is_set(options, "proxyUrl")) {
    std::string url = text(options, "proxyUrl");
    if (url.find('@') != std::string::npos) {
      return broken(
          "option proxyUrl must be http://host:port; user and password go to "
          "proxyUser and proxyPassword");
    }
    auto proxy = wire::parse_proxy_url(url);
    if (!proxy) return broken("option proxyUrl " + proxy.error().message);
  }
  if (text(options, "proxyUser").find(':') != std::string::npos) {
    return broken("option proxyUser must not hold a ':', which Basic cannot");
  }
  if (is_set(options, "proxyPassword") && !is_set(options, "proxyUser")) {
    return broken("option proxyPassword needs proxyUser");
  }
  return {};
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

Error check_way_to_server(const Options& options) {
  if (Error error = check_client_certificate(options)) return error;
  return check_proxy(options);
}

TlsSettings tls_settings(const Options& options) {
  TlsSettings tls;
  tls.trust_certs_file = text(options, "tlsTrustCertsFilePath");
  tls.trust_certs_directory = text(options, "tlsTrustCertsDirectory");
  tls.trust_certs = text(options, "tlsTrustCerts");
  tls.allow_insecure = options.boolean("tlsAllowInsecureConnection");
  tls.verify_hostname = options.boolean("tlsEnableHostnameVerification");
  tls.certificate_file = text(options, "tlsCertificateFilePath");
  tls.certificate = text(options, "tlsCertificate");
  tls.key_file = text(options, "tlsKeyFilePath");
  tls.key = text(options, "tlsKey");
  tls.key_password = text(options, "tlsKeyPassword");
  if (text(options, "tlsMinimumVersion") == "TLSv1.3") {
    tls.minimum_version = TlsVersion::kTls13;
  }
  tls.ciphers = text(options, "tlsCiphers");
  tls.cipher_suites = text(options, "tlsCipherSuites");
  return tls;
}

Result<std::vector<std::optional<wire::ProxyServer>>> proxies_to(
    const std::vector<wire::ServiceUrl>& servers, const Options& options,
    const Variable& variable) {
  std::vector<std::optional<wire::ProxyServer>> proxies;
  for (const wire::ServiceUrl& server : servers) {
    std::optional<wire::ProxyServer> proxy;
    if (is_set(options, "proxyUrl")) {
      auto parsed = wire::parse_proxy_url(text(options, "proxyUrl"));
      if (!parsed) return parsed.error();
      proxy = std::move(*parsed);
    } else if (options.boolean("proxyFromEnvironment")) {
      auto found = from_environment(server, variable);
      if (!found) return found.error();
      proxy = std::move(*found);
    }
    if (proxy && is_set(options, "proxyUser")) {
      proxy->user = text(options, "proxyUser");
      proxy->password = text(options, "proxyPassword");
    }
    proxies.push_back(std::move(proxy));
  }
  return proxies;
}

}  // namespace pulsarws
