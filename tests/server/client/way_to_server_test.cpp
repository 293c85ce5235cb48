// TLS and proxies, from the options on.
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_proxy.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_certificates.h"

namespace pulsarws::testing {
namespace {

// A variable of the environment, for a time.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* const name_;
};

void hear_log(const Owned<pws_client>& client, Hearer& hearer) {
  REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
}

bool heard(const Hearer& hearer, const std::string& part) {
  for (const HeardEvent& event : hearer.heard().events) {
    if (event.outcome.says(part)) return true;
  }
  return false;
}

Outcome make_client(const std::string& url, const Settings& settings) {
  Owned<pws_client> client;
  auto options = options_of(PWS_OPTIONS_CLIENT, settings);
  return call(pws_client_new, url.c_str(), options.get(), made(client));
}

Outcome try_producer(const Owned<pws_client>& client) {
  Owned<pws_producer> producer;
  return call(pws_producer_new, client.get(), "test", nullptr, kSoonMs,
              made(producer));
}

// "me:swordfish", which is never to be seen, in Basic's base64.
constexpr const char* kEncoded = "bWU6c3dvcmRmaXNo";

}  // namespace

TEST_CASE("A client through the environment's proxy", "[client][proxy]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    PulsarScript pulsar;
    ScriptedServer::Options server_options;
    if (tls) server_options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(pulsar.script(), server_options);
    ScriptedProxy::Behaviour behaviour;
    behaviour.server_port = server.port();
    behaviour.authorization = std::string("Basic ") + kEncoded;
    ScriptedProxy proxy(behaviour);
    const Variable variable(
        tls ? "https_proxy" : "http_proxy",
        "http://me:swordfish@127.0.0.1:" + std::to_string(proxy.port()));

    Hearer hearer;
    auto client =
        new_client(tls ? "wss://pulsar.invalid" : "ws://pulsar.invalid",
                   {{"logLevel", "debug"},
                    {"initialBackoff", "1"},
                    {"tlsTrustCerts", certificates.authority().certificate_pem},
                    {"tlsEnableHostnameVerification", "false"}});
    hear_log(client, hearer);
    auto producer = new_producer(client);
    CHECK(send(producer, "one").is_ok());
    server.drop_all();
    REQUIRE(server.wait_until(
        [](const ServerRecord& all) { return all.opened == 2; }, kSoon));
    CHECK(send(producer, "two").is_ok());
    CHECK(proxy.record().tunnels == 2);
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    CHECK(heard(hearer, "go through the proxy 127.0.0.1:"));
    CHECK_FALSE(heard(hearer, "swordfish"));
    CHECK_FALSE(heard(hearer, kEncoded));
  }
}

TEST_CASE("A proxy from the options that does not know us", "[client][proxy]") {
  ScriptedProxy::Behaviour behaviour;
  behaviour.authorization = "Basic b3RoZXI6b25l";
  ScriptedProxy proxy(behaviour);
  Hearer hearer;
  auto client =
      new_client("ws://pulsar.invalid", {{"logLevel", "debug"},
                                         {"proxyUrl", proxy.url()},
                                         {"proxyUser", "me"},
                                         {"proxyPassword", "swordfish"}});
  hear_log(client, hearer);
  Outcome outcome = try_producer(client);
  CHECK(outcome.status == PWS_ERR_PROXY);
  CHECK(outcome.http_status == 407);
  CHECK(outcome.says("check proxyUser and proxyPassword"));
  CHECK_FALSE(outcome.says("swordfish"));
  CHECK_FALSE(outcome.says(kEncoded));
  CHECK(proxy.record().requests.at(0).authorization ==
        std::string("Basic ") + kEncoded);
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  CHECK_FALSE(heard(hearer, "swordfish"));
  CHECK_FALSE(heard(hearer, kEncoded));
}

TEST_CASE("Servers that are reached without the environment's proxy",
          "[client][proxy]") {
  PulsarScript pulsar;
  ScriptedServer server(pulsar.script());
  const Variable variable("http_proxy", "http://me:swordfish@127.0.0.1:1");
  // This machine's are, whatever the variables say.
  auto client = new_client(server.url());
  CHECK(try_producer(client).is_ok());
  auto proxied = new_client("ws://pulsar.invalid");
  CHECK(try_producer(proxied).status == PWS_ERR_PROXY);
  auto direct =
      new_client("ws://pulsar.invalid", {{"proxyFromEnvironment", "false"}});
  CHECK(try_producer(direct).status == PWS_ERR_NAME_RESOLUTION);
  const Variable excepted("no_proxy", "x,.invalid");
  auto excepted_client = new_client("ws://pulsar.invalid");
  CHECK(try_producer(excepted_client).status == PWS_ERR_NAME_RESOLUTION);
}

TEST_CASE("Options for TLS and proxies that do not fit together",
          "[client][tls]") {
  for (const Settings& settings :
       {Settings{{"tlsCertificateFilePath", "a.pem"}},
        Settings{{"tlsKey", "-----BEGIN PRIVATE KEY-----\nswordfish"}},
        Settings{{"proxyPassword", "swordfish"}},
        Settings{{"proxyUrl", "http://me:swordfish@127.0.0.1:1"}}}) {
    Outcome outcome = make_client("wss://127.0.0.1", settings);
    CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
    CHECK(outcome.says(settings[0].first));
    CHECK_FALSE(outcome.says("swordfish"));
  }
  const Variable variable("https_proxy", "socks5://me:swordfish@127.0.0.1:1");
  Outcome outcome = make_client("wss://pulsar.invalid", {});
  CHECK(outcome.status == PWS_ERR_PROXY);
  CHECK(outcome.says("https_proxy"));
  CHECK_FALSE(outcome.says("swordfish"));
}

TEST_CASE("A client's certificate from the options", "[client][tls]") {
  TestCertificates certificates;
  const TlsIdentity& own = certificates.encrypted_client();
  PulsarScript pulsar;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(),
                          certificates.authority().certificate_file};
  ScriptedServer server(pulsar.script(), options);
  const std::string ca = certificates.authority().certificate_file;
  auto client =
      new_client(server.url(), {{"tlsTrustCertsFilePath", ca},
                                {"tlsCertificate", own.certificate_pem},
                                {"tlsKey", own.key_pem},
                                {"tlsKeyPassword", certificates.kPassword},
                                {"tlsMinimumVersion", "TLSv1.3"}});
  CHECK(send(new_producer(client), "x").is_ok());

  auto without = new_client(server.url(), {{"tlsTrustCertsFilePath", ca}});
  Outcome outcome = try_producer(without);
  CHECK(outcome.status == PWS_ERR_TLS);
  CHECK(outcome.says("set tlsCertificateFilePath"));

  auto wrong =
      new_client(server.url(), {{"tlsTrustCertsFilePath", ca},
                                {"tlsCertificate", own.certificate_pem},
                                {"tlsKey", own.key_pem},
                                {"tlsKeyPassword", "swordfish"}});
  outcome = try_producer(wrong);
  CHECK(outcome.status == PWS_ERR_TLS);
  CHECK(outcome.says("tlsKeyPassword is not the password"));
  CHECK_FALSE(outcome.says("swordfish"));
}

TEST_CASE("A client that verifies nothing says so in its log",
          "[client][tls]") {
  for (bool insecure : {false, true}) {
    Hearer hearer;
    auto client = new_client(
        "wss://127.0.0.1:1",
        {{"logLevel", "warning"},
         {"tlsAllowInsecureConnection", insecure ? "true" : "false"}});
    hear_log(client, hearer);
    if (insecure) CHECK(hearer.wait_count(1));
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    CHECK(heard(hearer, "the server is not verified") == insecure);
  }
}

}  // namespace pulsarws::testing
