#include "core/auth/oauth2_source.h"

#include <atomic>

#include "core/wire/base64.h"
#include "tests/support/https_server.h"
#include "tests/support/manual_timers.h"
#include "tests/support/raw_server.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_certificates.h"
#include "tests/support/unanswered_port.h"
#include "tests/unit/auth/asked.h"

// OAuth2's client credentials against a token server over TLS.
namespace pulsarws::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSecret = "the client's secret & more";
constexpr const char* kDiscovery = "/realm/.well-known/openid-configuration";

HttpReply token(const std::string& text, const std::string& rest = "") {
  return {200, "{\"access_token\":\"" + text + "\"" + rest + "}"};
}

// A server whose token endpoint answers as a test says, by default with
// token.1, token.2 and so on, which live for an hour.
class Issuer {
 public:
  explicit Issuer(HttpsServer::Script at_token = {},
                  std::optional<HttpReply> discovery = {})
      : at_token_(std::move(at_token)),
        discovery_(std::move(discovery)),
        server_([this](const HttpQuestion& q) { return answer(q); },
                ServerTls{certificates_.server(), ""}) {}

  std::string url() const { return server_.url() + "/realm"; }
  const HttpsServer& server() const { return server_; }
  const TestCertificates& certificates() const { return certificates_; }

  std::size_t tokens_asked() const {
    std::size_t count = 0;
    for (const HttpQuestion& question : server_.questions()) {
      if (question.method == "POST") ++count;
    }
    return count;
  }

  OAuth2Settings settings() const {
    OAuth2Settings settings;
    settings.issuer_url = url();
    settings.client_id = "me";
    settings.client_secret = kSecret;
    settings.trust_certs_file = certificates_.authority().certificate_file;
    settings.limit = 20000ms;
    return settings;
  }

 private:
  HttpReply answer(const HttpQuestion& question) {
    if (question.target == kDiscovery) {
      if (discovery_) return *discovery_;
      return {200, "{\"token_endpoint\":\"https://127.0.0.1:" +
                       std::to_string(server_.port()) + "/token/?p=1\"}"};
    }
    if (question.target != "/token/?p=1") return {404, "{}"};
    if (at_token_) return at_token_(question);
    return token("token." + std::to_string(++count_), ",\"expires_in\":3600");
  }

  TestCertificates certificates_;
  const HttpsServer::Script at_token_;
  const std::optional<HttpReply> discovery_;
  std::atomic<int> count_{0};
  HttpsServer server_;
};

struct Fetched {
  std::string text;
  int http_status = 0;
};

Fetched fetched(const OAuth2Settings& settings) {
  static ManualTimers timers;  // a fetch may outlive the test
  auto source = std::make_shared<OAuth2Source>(settings, timers);
  auto answer = answer_of(ask(*source));
  Fetched result{told(answer), answer ? 0 : answer.error().http_status};
  CHECK_FALSE(says(result.text, kSecret));
  CHECK_FALSE(says(result.text, "the%20client"));
  if (!answer) CHECK(answer.error().status == Status::kCredentials);
  return result;
}

void check_failure(const OAuth2Settings& settings, const std::string& words,
                   int http_status = 0) {
  Fetched result = fetched(settings);
  INFO(result.text);
  CHECK(says(result.text, words));
  CHECK(result.http_status == http_status);
}

}  // namespace

TEST_CASE("OAuth2: a token by discovery, id and secret", "[oauth2]") {
  Issuer issuer;
  OAuth2Settings settings = issuer.settings();
  settings.audience = "urn:pulsar";
  settings.scope = "a b";
  CHECK(fetched(settings).text == "Bearer token.1");
  auto questions = issuer.server().questions();
  REQUIRE(questions.size() == 2);
  CHECK(questions[0].method == "GET");
  CHECK(questions[0].target == kDiscovery);
  CHECK(questions[0].body.empty());
  const HttpQuestion& post = questions[1];
  CHECK(post.method == "POST");
  CHECK(post.headers.at("content-type") == "application/x-www-form-urlencoded");
  CHECK(post.form_field("grant_type") == "client_credentials");
  CHECK(post.form_field("client_id") == "me");
  CHECK(post.form_field("client_secret") == kSecret);
  CHECK(post.form_field("audience") == "urn:pulsar");
  CHECK(post.form_field("scope") == "a b");
}

TEST_CASE("OAuth2: the key comes from a file or a data: URL", "[oauth2]") {
  Issuer issuer;
  const std::string json =
      R"({"type":"client_credentials","client_id":"file me",)"
      R"("client_secret":"from-file","issuer_url":")" +
      issuer.url() + "/\"}";
  TemporaryFile file(json);
  OAuth2Settings settings = issuer.settings();
  settings.issuer_url = "";
  settings.client_id = "";
  settings.client_secret = "";
  for (std::string place :
       {file.name(), "file://" + file.name(),
        "data:application/json;base64," + wire::encode_base64(json)}) {
    CAPTURE(place);
    settings.private_key = place;
    CHECK(says(fetched(settings).text, "Bearer token."));
    HttpQuestion post = issuer.server().questions().back();
    CHECK(post.form_field("client_id") == "file me");
    CHECK(post.form_field("client_secret") == "from-file");
  }

  settings.private_key = file.name();
  file.write(R"({"client_id":"a","client_secret":"from-file"})");
  check_failure(settings, "set the option oauth2IssuerUrl");
  file.write("from-file");
  check_failure(settings, "the key file '" + file.name() +
                              "' is not a JSON object (option "
                              "oauth2PrivateKey)");
  file.remove();
  check_failure(settings, "the key file '" + file.name() + "' cannot be read");
  for (std::string place : {"data:application/json,x", "data:x"}) {
    settings.private_key = place;
    check_failure(settings, "data:application/json;base64,");
  }
  settings.private_key = "data:application/json;base64,from-file";
  check_failure(settings, "is not base64");
}

TEST_CASE("OAuth2: a token is kept and renewed before it expires", "[oauth2]") {
  Issuer issuer;
  static ManualTimers timers;
  auto source = std::make_shared<OAuth2Source>(issuer.settings(), timers);
  CHECK(told(*source) == "Bearer token.1");
  timers.advance(3539s);
  CHECK(told(*source) == "Bearer token.1");
  CHECK(issuer.tokens_asked() == 1);
  timers.advance(1s);  // a minute before its end
  CHECK(told(*source) == "Bearer token.2");
  CHECK(told(*source) == "Bearer token.2");
  source->refused();
  CHECK(told(*source) == "Bearer token.3");
  CHECK(issuer.tokens_asked() == 3);
}

TEST_CASE("OAuth2: a short-lived token keeps a tenth; one of unknown life none",
          "[oauth2]") {
  auto life = GENERATE(std::string(",\"expires_in\":20"), std::string());
  std::atomic<int> count{0};
  Issuer issuer([&](const HttpQuestion&) {
    return token("t" + std::to_string(++count), life);
  });
  static ManualTimers timers;
  auto source = std::make_shared<OAuth2Source>(issuer.settings(), timers);
  CHECK(told(*source) == "Bearer t1");
  if (life.empty()) {
    CHECK(told(*source) == "Bearer t2");
  } else {
    timers.advance(17s);
    CHECK(told(*source) == "Bearer t1");
    timers.advance(1s);
    CHECK(told(*source) == "Bearer t2");
  }
}

TEST_CASE("OAuth2: who asks at the same time shares one request", "[oauth2]") {
  Issuer issuer;
  static ManualTimers timers;
  auto source = std::make_shared<OAuth2Source>(issuer.settings(), timers);
  std::vector<Answered> all;
  for (int i = 0; i < 20; ++i) all.push_back(ask(*source));
  for (Answered& one : all) {
    CHECK(told(answer_of(std::move(one))) == "Bearer token.1");
  }
  CHECK(issuer.tokens_asked() == 1);
}

TEST_CASE("OAuth2: a failure is not kept", "[oauth2]") {
  std::atomic<int> count{0};
  Issuer issuer([&](const HttpQuestion&) {
    return ++count == 1 ? HttpReply{503, ""} : token("better");
  });
  static ManualTimers timers;
  auto source = std::make_shared<OAuth2Source>(issuer.settings(), timers);
  CHECK(says(told(*source), "refused with HTTP 503"));
  CHECK(told(*source) == "Bearer better");
}

TEST_CASE("OAuth2: wrong answers each have their sentence", "[oauth2]") {
  struct Wrong {
    HttpReply reply;
    std::string words;
  };
  const Wrong at_token[] = {
      {{401, R"({"error":"invalid_client","error_description":"bad: )" +
                 std::string(kSecret) + "\"}"},
       "refused with HTTP 401, invalid_client: bad: ***"},
      {{400, "form client_secret=..."}, "refused with HTTP 400; check"},
      {{500, ""}, "refused with HTTP 500"},
      {{302, ""}, "refused with HTTP 302"},
      {{200, "<html>"}, "is not a JSON object"},
      {{200, ""}, "is not a JSON object"},
      {{200, "{}"}, "has no \"access_token\""},
      {token("t", ",\"expires_in\":0"), "expired already (expires_in 0)"},
      {token("t", ",\"token_type\":\"mac\""), "other than Bearer"},
  };
  for (const Wrong& wrong : at_token) {
    Issuer issuer([&](const HttpQuestion&) { return wrong.reply; });
    check_failure(issuer.settings(), wrong.words, wrong.reply.status);
  }
  const Wrong at_discovery[] = {
      {{404, ""}, "answered HTTP 404; check oauth2IssuerUrl"},
      {{200, "hello"}, "is not a JSON object"},
      {{200, "{}"}, "has no \"token_endpoint\""},
      {{200, R"({"token_endpoint":"http://elsewhere.example/"})"}, "use https"},
      {{200, R"({"token_endpoint":"/relative"})"}, "is not a URL"},
  };
  for (const Wrong& wrong : at_discovery) {
    Issuer issuer({}, wrong.reply);
    check_failure(issuer.settings(), wrong.words, wrong.reply.status);
  }
  HttpReply garbage;
  garbage.raw = "\x01\x02 not HTTP\r\n\r\n";
  check_failure(Issuer({}, garbage).settings(), "did not answer in HTTP");
}

TEST_CASE("OAuth2: a server that is down, unknown, or not ours", "[oauth2]") {
  Issuer issuer;
  OAuth2Settings settings = issuer.settings();
  ClosedPort closed;
  settings.issuer_url = "https://127.0.0.1:" + std::to_string(closed.port());
  check_failure(settings, "cannot connect");
  settings.issuer_url = "https://no-such-host.invalid/";
  check_failure(settings, "no-such-host.invalid");
  check_failure(settings, "cannot be resolved");

  settings = issuer.settings();
  settings.trust_certs_file = "";
  check_failure(settings, "oauth2TrustCertsFilePath");
  settings.trust_certs_file =
      issuer.certificates().unknown_authority().certificate_file;
  check_failure(settings, "is not trusted");
  settings.trust_certs_file = "/no/such/file";
  check_failure(settings,
                "oauth2TrustCertsFilePath '/no/such/file' cannot be read");
  CHECK(issuer.server().questions().empty());

  for (const TlsIdentity* identity : {&issuer.certificates().wrong_host(),
                                      &issuer.certificates().expired()}) {
    HttpsServer other([](const HttpQuestion&) { return HttpReply(); },
                      ServerTls{*identity, ""});
    settings = issuer.settings();
    settings.issuer_url = other.url();
    bool wrong_host = identity == &issuer.certificates().wrong_host();
    check_failure(settings,
                  wrong_host ? "not for 127.0.0.1" : "certificate has expired");
    CHECK(other.questions().empty());
  }
}

TEST_CASE("OAuth2: a slow server is given up in time", "[oauth2]") {
  HttpReply silent;
  silent.silent = true;
  Issuer no_discovery({}, silent);
  Issuer no_token([&](const HttpQuestion&) { return silent; });
  RawServer no_tls(RawServer::silent());
  for (OAuth2Settings settings :
       {no_discovery.settings(), no_token.settings(), no_token.settings()}) {
    static int number = 0;
    if (++number == 3) {
      settings.issuer_url =
          "https://127.0.0.1:" + std::to_string(no_tls.port());
    }
    settings.limit = 300ms;
    auto began = Clock::now();
    check_failure(settings, "has not answered in time (connectTimeout)");
    CHECK(Clock::now() - began >= 300ms);
    CHECK(Clock::now() - began < 10s);
  }
}

TEST_CASE("OAuth2: http is spoken with this machine only", "[oauth2]") {
  HttpsServer server(
      [](const HttpQuestion& question) {
        if (question.method == "POST") return token("plain");
        return HttpReply{200, "{\"token_endpoint\":\"http://" +
                                  question.headers.at("host") + "/token\"}"};
      },
      std::nullopt);
  Issuer other;
  OAuth2Settings settings = other.settings();
  settings.issuer_url = server.url();
  CHECK(fetched(settings).text == "Bearer plain");
}

}  // namespace pulsarws::testing
