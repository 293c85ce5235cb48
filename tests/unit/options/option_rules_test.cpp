#include "core/options/option_rules.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

using Settings = std::vector<std::pair<const char*, const char*>>;

constexpr auto kProducer = OptionsKind::kProducer;
constexpr auto kConsumer = OptionsKind::kConsumer;
constexpr auto kClient = OptionsKind::kClient;

Options options_with(OptionsKind kind, const Settings& settings) {
  Options options(kind);
  for (const auto& [name, value] : settings) {
    INFO(name << "=" << value);
    REQUIRE_FALSE(options.set(name, value));
  }
  return options;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("rules between options", "[options]") {
  struct Case {
    OptionsKind kind;
    Settings settings;
    const char* wrong;  // the option that is; null: fine
  };
  const Case cases[] = {
      {kProducer, {{"batchingMaxMessages", "10"}}, "batchingMaxMessages"},
      {kProducer,
       {{"batchingMaxPublishDelay", "10"}},
       "batchingMaxPublishDelay"},
      {kProducer,
       {{"batchingEnabled", "true"},
        {"batchingMaxMessages", "10"},
        {"batchingMaxPublishDelay", "10"}},
       nullptr},
      {kConsumer, {{"deadLetterTopic", "dead"}}, "deadLetterTopic"},
      {kConsumer,
       {{"deadLetterTopic", "dead"}, {"maxRedeliverCount", "1"}},
       nullptr},
      {kConsumer, {{"ackTimeoutMillis", "0"}}, nullptr},
      {kConsumer, {{"ackTimeoutMillis", "1"}}, "ackTimeoutMillis"},
      {kConsumer, {{"ackTimeoutMillis", "999"}}, "ackTimeoutMillis"},
      {kConsumer, {{"ackTimeoutMillis", "1000"}}, nullptr},
      {kClient,
       {{"initialBackoff", "200"}, {"maxBackoff", "199"}},
       "initialBackoff"},
      {kClient, {{"initialBackoff", "200"}, {"maxBackoff", "200"}}, nullptr},
      {kClient, {{"maxBackoff", "99"}}, "initialBackoff"},
  };
  for (const Case& one : cases) {
    Error error = options_with(one.kind, one.settings).check();
    INFO(error.message);
    if (one.wrong) {
      CHECK(error.status == Status::kInvalidOptionValue);
      CHECK(holds(error.message, one.wrong));
    } else {
      CHECK_FALSE(error);
    }
  }
}

TEST_CASE("rules between the options for TLS and proxies", "[options]") {
  struct Case {
    Settings settings;
    const char* wrong;  // a part of the sentence; null: fine
  };
  const Case cases[] = {
      {{}, nullptr},
      {{{"tlsCertificateFilePath", "a"}}, "set option tlsKeyFilePath"},
      {{{"tlsCertificate", "a"}}, "set option tlsKeyFilePath"},
      {{{"tlsKeyFilePath", "a"}}, "set option tlsCertificateFilePath"},
      {{{"tlsKey", "a"}}, "set option tlsCertificateFilePath"},
      {{{"tlsKeyPassword", "a"}}, "tlsKeyPassword has no effect"},
      {{{"tlsCertificateFilePath", "a"}, {"tlsKeyFilePath", "b"}}, nullptr},
      {{{"tlsCertificateFilePath", "a"}, {"tlsKey", "b"}}, nullptr},
      {{{"tlsCertificate", "a"}, {"tlsKey", "b"}, {"tlsKeyPassword", "c"}},
       nullptr},
      {{{"tlsCertificateFilePath", "a"},
        {"tlsCertificate", "a"},
        {"tlsKey", "b"}},
       "tlsCertificateFilePath and tlsCertificate exclude"},
      {{{"tlsCertificate", "a"}, {"tlsKeyFilePath", "b"}, {"tlsKey", "b"}},
       "tlsKeyFilePath and tlsKey exclude"},
      {{{"proxyUrl", "http://proxy:3128"}}, nullptr},
      {{{"proxyUrl", "https://proxy:3128"}},
       "proxyUrl must begin with http://"},
      {{{"proxyUrl", "http://proxy:x"}}, "proxyUrl must be http://host:port"},
      {{{"proxyUrl", "http://me:swordfish@proxy:1"}}, "proxyUser"},
      {{{"proxyUrl", "http://proxy:1"},
        {"proxyUser", "me"},
        {"proxyPassword", "swordfish"}},
       nullptr},
      {{{"proxyUser", "me:you"}}, "proxyUser must not hold"},
      {{{"proxyPassword", "swordfish"}}, "needs proxyUser"},
  };
  for (const Case& one : cases) {
    for (const auto& [name, value] : one.settings) {
      UNSCOPED_INFO(name << "=" << value);
    }
    Error error = options_with(kClient, one.settings).check();
    INFO(error.message);
    if (one.wrong) {
      CHECK(error.status == Status::kInvalidOptionValue);
      CHECK(holds(error.message, one.wrong));
      CHECK_FALSE(holds(error.message, "swordfish"));
    } else {
      CHECK_FALSE(error);
    }
  }
}

TEST_CASE("what names a source of credentials", "[options]") {
  using Names = std::vector<std::string>;
  auto named = [](const Settings& settings) {
    return credential_sources(options_with(kClient, settings));
  };
  CHECK(named({}).empty());
  CHECK(named({{"authToken", ""}, {"headers", "X: 1"}}).empty());
  CHECK(named({{"authTokenFile", "f"}}) == Names{"authTokenFile"});
  CHECK(named({{"oauth2IssuerUrl", "i"}, {"oauth2PrivateKey", "k"}}) ==
        Names{"oauth2PrivateKey"});
  CHECK(named({{"authBasicPassword", "p"},
               {"headers", "authorization: x"},
               {"authToken", "t"}}) ==
        Names{"authToken", "authBasicPassword", "headers (Authorization)"});
}
