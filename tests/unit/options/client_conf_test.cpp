#include "core/options/client_conf.h"

#include <string>

#include "core/options/option_keys.h"
#include "tests/support/catch.h"
#include "tests/unit/options/value_of.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const std::string kPackage = "org.apache.pulsar.client.impl.auth.";

OptionValues options_for(std::string_view plugin, std::string_view params) {
  auto values = auth_options(plugin, params);
  if (!values) {
    INFO(values.error().message);
    REQUIRE(values);
  }
  return *values;
}

}  // namespace

TEST_CASE("authPlugin token", "[client-conf]") {
  for (const std::string& plugin :
       {kPackage + "AuthenticationToken", std::string("token")}) {
    CHECK(options_for(plugin, "token:a.b:c") ==
          OptionValues{{"authToken", "a.b:c"}});
    CHECK(options_for(plugin, "a.b.c") == OptionValues{{"authToken", "a.b.c"}});
    CHECK(options_for(plugin, R"({"token":"a.b"})") ==
          OptionValues{{"authToken", "a.b"}});
    CHECK(options_for(plugin, "file:///etc/my token") ==
          OptionValues{{"authTokenFile", "/etc/my token"}});
    CHECK(options_for(plugin, "file:/etc/token") ==
          OptionValues{{"authTokenFile", "/etc/token"}});
  }
}

TEST_CASE("authPlugin oauth2", "[client-conf]") {
  const char* params =
      R"({"type":"client_credentials","privateKey":"file:///key.json",)"
      R"("issuerUrl":"https://issuer:8443/","audience":"urn:a","scope":"s t"})";
  for (const std::string& plugin :
       {kPackage + "oauth2.AuthenticationOAuth2", std::string("oauth2")}) {
    CHECK(options_for(plugin, params) ==
          OptionValues{{"oauth2Audience", "urn:a"},
                       {"oauth2IssuerUrl", "https://issuer:8443/"},
                       {"oauth2PrivateKey", "file:///key.json"},
                       {"oauth2Scope", "s t"}});
  }
  // As the C++ client has them.
  CHECK(options_for("oauth2",
                    R"({"issuer_url":"u","private_key":"data:x","client_id":)"
                    R"("i","client_secret":"s"})") ==
        OptionValues{{"oauth2ClientId", "i"},
                     {"oauth2ClientSecret", "s"},
                     {"oauth2IssuerUrl", "u"},
                     {"oauth2PrivateKey", "data:x"}});
}

TEST_CASE("authPlugin tls and basic", "[client-conf]") {
  const OptionValues tls{{"tlsCertificateFilePath", "/my/cert.pem"},
                         {"tlsKeyFilePath", "/my/key.pem"}};
  CHECK(options_for(kPackage + "AuthenticationTls",
                    "tlsCertFile:/my/cert.pem, tlsKeyFile:/my/key.pem") == tls);
  CHECK(options_for("tls", R"({"tlsCertFile":"/my/cert.pem","tlsKeyFile":)"
                           R"("/my/key.pem"})") == tls);
  const OptionValues basic{{"authBasicPassword", "a:b"},
                           {"authBasicUser", "me"}};
  CHECK(options_for(kPackage + "AuthenticationBasic",
                    R"({"userId":"me","password":"a:b"})") == basic);
  CHECK(options_for("basic", "userId:me,password:a:b") == basic);
}

TEST_CASE("what authPlugin cannot have here is refused, without secrets",
          "[client-conf]") {
  struct Case {
    const char* plugin;
    const char* params;
    Status status;
    const char* told;
  };
  const Case cases[] = {
      {"org.apache.pulsar.client.impl.auth.AuthenticationSasl", "swordfish",
       Status::kNotSupported, "AuthenticationSasl has no counterpart"},
      {"com.example.Own", "swordfish", Status::kNotSupported,
       "com.example.Own"},
      {"token", "", Status::kInvalidOptionValue, "authParams is empty"},
      {"token", "token:", Status::kInvalidOptionValue, "authParams is empty"},
      {"token", "{}", Status::kInvalidOptionValue, "authParams is empty"},
      {"token", R"({"token":"swordfish")", Status::kInvalidOptionValue,
       "is no JSON object"},
      {"token", R"({"token":5})", Status::kInvalidOptionValue,
       "\"token\" that is no text"},
      {"oauth2", R"({"type":"other","privateKey":"swordfish"})",
       Status::kNotSupported, "client_credentials"},
      {"oauth2", R"({"tokenEndpointAuthMethod":"swordfish"})",
       Status::kNotSupported, "tokenEndpointAuthMethod"},
      {"tls", "swordfish", Status::kInvalidOptionValue,
       "neither JSON nor name:value"},
      {"tls", "", Status::kInvalidOptionValue, "authParams is empty"},
      {"basic", "userId:me,secret:swordfish", Status::kNotSupported,
       "\"secret\" of basic"},
  };
  for (const Case& one : cases) {
    INFO(one.plugin << " " << one.params);
    auto values = auth_options(one.plugin, one.params);
    REQUIRE_FALSE(values);
    INFO(values.error().message);
    CHECK(values.error().status == one.status);
    CHECK(holds(values.error().message, one.told));
    CHECK_FALSE(holds(values.error().message, "swordfish"));
  }
  CHECK(options_for(kPackage + "AuthenticationDisabled", "x").empty());
}

TEST_CASE("service URLs become those of WebSockets", "[client-conf]") {
  CHECK(websocket_url("http://h:8080/") == "ws://h:8080/");
  CHECK(websocket_url("https://h:8443") == "wss://h:8443");
  CHECK(websocket_url("ws://h") == "ws://h");
  CHECK(websocket_url("wss://h/p") == "wss://h/p");
  CHECK(websocket_url("http://a:1, b:2,https://c:3/p") ==
        "ws://a:1,b:2,wss://c:3/p");
  CHECK(websocket_url("pulsar://h:6650").empty());
  CHECK(websocket_url("http://a,pulsar+ssl://b").empty());
  CHECK(websocket_url("h:8080").empty());
  CHECK(websocket_url("").empty());
}

TEST_CASE("a client.conf as Pulsar ships it", "[client-conf]") {
  Options options(OptionsKind::kClient);
  Error error =
      set_from_client_conf(options,
                           "# Licensed\n"
                           "webServiceUrl=http://localhost:8080/\n"
                           "brokerServiceUrl=pulsar://localhost:6650\n"
                           "# authPlugin=nonsense\n"
                           "authPlugin=\n"
                           "authParams=\n"
                           "tlsAllowInsecureConnection=false\n"
                           "tlsEnableHostnameVerification=false\n"
                           "tlsTrustCertsFilePath=\n"
                           "useKeyStoreTls=false\n"
                           "tlsTrustStoreType=JKS\n"
                           "tlsTrustStorePassword=\n"
                           "webserviceTlsProvider=\n",
                           "client.conf");
  INFO(error.message);
  REQUIRE_FALSE(error);
  CHECK(options[client_option::kServiceUrl] == "ws://localhost:8080/");
  CHECK_FALSE(options[client_option::kTlsEnableHostnameVerification]);
  CHECK_FALSE(options[client_option::kTlsAllowInsecureConnection]);
  CHECK_FALSE(options[client_option::kTlsTrustCertsFilePath]);
  CHECK_FALSE(options[client_option::kAuthToken]);
}

TEST_CASE("a client.conf with everything that this library has",
          "[client-conf]") {
  Options options(OptionsKind::kClient);
  Error error =
      set_from_client_conf(options,
                           "! as Java reads it\r\n"
                           "brokerServiceUrl : wss\\://a:1,b:2\r\n"
                           "webServiceUrl=http://other\r\n"
                           "authPlugin " +
                               kPackage +
                               "AuthenticationToken\r\n"
                               "authParams = token:a=b:c\r\n"
                               "tlsTrustCertsFilePath=/old.pem\r\n"
                               "tlsTrustCertsFilePath=C\\:\\\\ca.pem\r\n"
                               "tlsAllowInsecureConnection=True\r\n"
                               "ownKey=whatever\r\n",
                           "client.conf");
  INFO(error.message);
  REQUIRE_FALSE(error);
  CHECK(options[client_option::kServiceUrl] == "wss://a:1,b:2");
  CHECK(options[client_option::kAuthToken] == "a=b:c");
  CHECK(options[client_option::kTlsTrustCertsFilePath] == "C:\\ca.pem");
  CHECK(options[client_option::kTlsAllowInsecureConnection]);
  CHECK(options[client_option::kTlsEnableHostnameVerification]);
}

TEST_CASE("what is wrong in a client.conf is named and changes nothing",
          "[client-conf]") {
  struct Case {
    const char* text;
    Status status;
    const char* told;
  };
  const Case cases[] = {
      {"webServiceUrl=http://h:99999\n", Status::kInvalidUrl, "line 1"},
      {"webServiceUrl=http://h\n\nuseKeyStoreTls=true\n", Status::kNotSupported,
       "line 3: useKeyStoreTls"},
      {"webServiceUrl=http://h\ntlsAllowInsecureConnection=maybe\n",
       Status::kInvalidOptionValue, "line 2: option tlsAllowInsecure"},
      {"webServiceUrl=http://h\nauthPlugin=sasl\n", Status::kNotSupported,
       "line 2: authPlugin sasl"},
      {"webServiceUrl=http://h\nauthPlugin=token\n",
       Status::kInvalidOptionValue, "line 2: authParams is empty"},
      {"webServiceUrl=http://h\nauthPlugin=token\nauthParams={swordfish\n",
       Status::kInvalidOptionValue, "line 3: authParams is no JSON"},
      {"webServiceUrl=http://h\nauthParams=swordfish\\\n", Status::kFile,
       "line 2: it goes on in the next line"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    Options options(OptionsKind::kClient);
    Error error = set_from_client_conf(options, one.text, "my/client.conf");
    INFO(error.message);
    CHECK(error.status == one.status);
    CHECK(holds(error.message, "my/client.conf, "));
    CHECK(holds(error.message, one.told));
    CHECK_FALSE(holds(error.message, "swordfish"));
    CHECK_FALSE(options[client_option::kServiceUrl]);
  }
  Options options(OptionsKind::kClient);
  CHECK(load_client_conf(options, "/no/such/file").status == Status::kFile);
}

TEST_CASE("the credentials of a client.conf are set", "[client-conf]") {
  const std::pair<const char*, const char*> cases[] = {
      {"token", "file:///etc/token"},
      {"oauth2", R"({"privateKey":"/key.json","issuerUrl":"https://i"})"},
      {"basic", R"({"userId":"me","password":"x"})"},
      {"tls", "tlsCertFile:/c.pem,tlsKeyFile:/k.pem"},
  };
  for (const auto& [plugin, params] : cases) {
    INFO(plugin);
    Options options(OptionsKind::kClient);
    Error error = set_from_client_conf(
        options,
        std::string("authPlugin=") + plugin + "\nauthParams=" + params + "\n",
        "client.conf");
    INFO(error.message);
    REQUIRE_FALSE(error);
    for (const auto& [name, value] : options_for(plugin, params)) {
      CHECK(value_of(options, name) == value);
    }
  }
}
