#include "core/client/way_to_server.h"

#include <map>
#include <string>

#include "catch.h"

namespace pulsarws {
namespace {

using Settings = std::vector<std::pair<const char*, const char*>>;
using Variables = std::map<std::string, std::string>;

Options options_with(const Settings& settings) {
  Options options(OptionsKind::kClient);
  for (const auto& [name, value] : settings) {
    INFO(name);
    REQUIRE_FALSE(options.set(name, value));
  }
  return options;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// "user:password@host:port" for each server; "-" for none.
std::string way(const char* urls, const Settings& settings,
                const Variables& variables) {
  auto found = proxies_to(*wire::parse_service_urls(urls),
                          options_with(settings), [&](const char* name) {
                            auto one = variables.find(name);
                            return one == variables.end() ? nullptr
                                                          : one->second.c_str();
                          });
  if (!found) return found.error().message;
  std::string all;
  for (const auto& proxy : *found) {
    if (!all.empty()) all += ' ';
    all += proxy ? (proxy->user.empty()
                        ? ""
                        : proxy->user + ":" + proxy->password + "@") +
                       proxy->host_and_port()
                 : "-";
  }
  return all;
}

}  // namespace

TEST_CASE("the settings for TLS are what the options say", "[options]") {
  TlsSettings none = tls_settings(Options(OptionsKind::kClient));
  CHECK(none.verify_hostname);
  CHECK_FALSE(none.allow_insecure);
  CHECK(none.minimum_version == TlsVersion::kTls12);
  CHECK(none.certificate_file.empty());

  TlsSettings tls = tls_settings(options_with({
      {"tlsTrustCertsFilePath", "1"},
      {"tlsTrustCertsDirectory", "2"},
      {"tlsTrustCerts", "3"},
      {"tlsCertificateFilePath", "4"},
      {"tlsCertificate", "5"},
      {"tlsKeyFilePath", "6"},
      {"tlsKey", "7"},
      {"tlsKeyPassword", "8"},
      {"tlsMinimumVersion", "TLSv1.3"},
      {"tlsCiphers", "9"},
      {"tlsCipherSuites", "10"},
  }));
  CHECK(tls.trust_certs_file == "1");
  CHECK(tls.trust_certs_directory == "2");
  CHECK(tls.trust_certs == "3");
  CHECK(tls.certificate_file == "4");
  CHECK(tls.certificate == "5");
  CHECK(tls.key_file == "6");
  CHECK(tls.key == "7");
  CHECK(tls.key_password == "8");
  CHECK(tls.minimum_version == TlsVersion::kTls13);
  CHECK(tls.ciphers == "9");
  CHECK(tls.cipher_suites == "10");
}

TEST_CASE("the proxy to a server", "[proxy]") {
  const char* both = "ws://a.example:1,wss://b.example:2";
  const Variables all{{"http_proxy", "http://plain:1"},
                      {"https_proxy", "http://secure:2"},
                      {"all_proxy", "http://any:3"}};
  CHECK(way(both, {}, {}) == "- -");
  CHECK(way(both, {}, all) == "plain:1 secure:2");
  CHECK(way(both, {{"proxyFromEnvironment", "false"}}, all) == "- -");
  CHECK(way(both, {{"proxyUrl", "http://own:4"}}, all) == "own:4 own:4");
  CHECK(way(both,
            {{"proxyUrl", "http://own:4"},
             {"proxyUser", "me"},
             {"proxyPassword", "secret"}},
            {}) == "me:secret@own:4 me:secret@own:4");
  CHECK(way(both, {}, {{"all_proxy", "any:3"}}) == "any:3 any:3");
  CHECK(way(both, {}, {{"ALL_PROXY", "any:3"}}) == "any:3 any:3");
  CHECK(way(both, {}, {{"HTTPS_PROXY", "b:1"}}) == "- b:1");
  CHECK(way(both, {}, {{"HTTPS_PROXY", "b:1"}, {"https_proxy", "c:1"}}) ==
        "- c:1");
  CHECK(way(both, {}, {{"HTTPS_PROXY", "b:1"}, {"https_proxy", ""}}) ==
        "- b:1");
  // A request's header could set it for a CGI program.
  CHECK(way(both, {}, {{"HTTP_PROXY", "a:1"}}) == "- -");

  Variables excepted = all;
  excepted["NO_PROXY"] = "b.example";
  CHECK(way(both, {}, excepted) == "plain:1 -");
  excepted["no_proxy"] = ".a.example";
  CHECK(way(both, {}, excepted) == "- secure:2");
  CHECK(way(both, {{"proxyUrl", "http://own:4"}}, excepted) == "own:4 own:4");
  CHECK(way("ws://localhost:1,ws://127.0.0.1:1,ws://[::1]:1", {}, all) ==
        "- - -");

  const Variables secret{{"all_proxy", "http://me:swordfish@any:3"}};
  CHECK(way("ws://a", {}, secret) == "me:swordfish@any:3");
  CHECK(way("ws://a", {{"proxyUser", "you"}}, secret) == "you:@any:3");
}

TEST_CASE("an environment with a wrong proxy", "[proxy]") {
  const Variables wrong{{"https_proxy", "socks5://me:swordfish@any:3"}};
  auto variable = [&](const char* name) {
    auto one = wrong.find(name);
    return one == wrong.end() ? nullptr : one->second.c_str();
  };
  auto found = proxies_to(*wire::parse_service_urls("wss://a"),
                          Options(OptionsKind::kClient), variable);
  REQUIRE_FALSE(found);
  CHECK(found.error().status == Status::kProxy);
  CHECK(holds(found.error().message, "https_proxy must begin with http://"));
  CHECK_FALSE(holds(found.error().message, "swordfish"));
  CHECK(way("ws://a", {}, wrong) == "-");
  CHECK(way("wss://a", {{"proxyFromEnvironment", "false"}}, wrong) == "-");
}

}  // namespace pulsarws
