#include "core/client/credentials.h"

#include "core/auth/token_request.h"
#include "core/options/option_keys.h"
#include "core/wire/base64.h"
#include "tests/support/temporary_file.h"
#include "tests/unit/client/watched_client.h"

using namespace pulsarws;
using namespace pulsarws::testing;

namespace {

using Headers = wire::HeaderFields;

Headers headers_sent(const Settings& settings) {
  WatchedClient watched(settings);
  watched.open_producer();
  return watched.network.last()->request().headers;
}

// Why no client can be made with these.
std::string refusal(const Settings& settings) {
  Environment environment;
  ManualTimers timers;
  MemoryNetwork network;
  environment.transport = network.factory();
  environment.timers = &timers;
  environment.randomness = [] { return 0.0; };
  auto made =
      Client::make("ws://one:8080", options(OptionsKind::kClient, settings),
                   std::move(environment));
  if (made) return "";
  CHECK(made.error().status == Status::kInvalidOptionValue);
  for (const auto& [name, value] : settings) {
    if (value.size() > 5 && value != "https://i") {
      CHECK(made.error().message.find(value) == std::string::npos);
    }
  }
  return made.error().message;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::shared_ptr<TokenRequest> wanted(WatchedClient& watched) {
  for (Event& event : watched.events()) {
    if (event.type == EventType::kTokenWanted) return event.token_request;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("credentials go into the handshake's header", "[credentials]") {
  CHECK(headers_sent({}) == Headers{});
  CHECK(headers_sent({{"authToken", "t.o.k"}}) ==
        Headers{{"Authorization", "Bearer t.o.k"}});
  CHECK(headers_sent({{"authBasicUser", "Aladdin"},
                      {"authBasicPassword", "open sesame"},
                      {"authMethodName", "basic"}}) ==
        Headers{{"X-Pulsar-Auth-Method-Name", "basic"},
                {"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}});
  CHECK(headers_sent({{"headers", "X-One: 1; X-Two: 2"}, {"authToken", "t"}}) ==
        Headers{{"X-One", "1"}, {"X-Two", "2"}, {"Authorization", "Bearer t"}});
  CHECK(headers_sent({{"headers", "authorization: Custom x"}}) ==
        Headers{{"authorization", "Custom x"}});
}

TEST_CASE("a client has one source of credentials", "[credentials]") {
  const std::vector<Settings> sources{
      {{"authToken", "t"}},
      {{"authTokenFile", "/f"}},
      {{"authTokenEnvironment", "E"}},
      {{"oauth2IssuerUrl", "https://i"}, {"oauth2PrivateKey", "/f"}},
      {{"oauth2PrivateKey", "file:///f"}},
      {{"oauth2IssuerUrl", "https://i"},
       {"oauth2ClientId", "i"},
       {"oauth2ClientSecret", "s"}},
      {{"authBasicUser", "u"}, {"authBasicPassword", "p"}},
      {{"headers", "AUTHORIZATION: x"}},
  };
  for (std::size_t a = 0; a < sources.size(); ++a) {
    INFO(sources[a][0].first);
    CHECK(refusal(sources[a]).empty());
    for (std::size_t b = a + 1; b < sources.size(); ++b) {
      INFO(sources[b][0].first);
      if (a >= 3 && b <= 5) continue;  // OAuth2 all
      Settings both = sources[a];
      both.insert(both.end(), sources[b].begin(), sources[b].end());
      CHECK(says(refusal(both), "two sources of credentials"));
    }
  }
}

TEST_CASE("a part of a source is refused", "[credentials]") {
  CHECK(says(refusal({{"authBasicUser", "u"}}), "set both"));
  CHECK(says(refusal({{"authBasicPassword", "p"}}), "set both"));
  CHECK(says(refusal({{"authBasicUser", "u:v"}, {"authBasicPassword", "p"}}),
             "':'"));
  CHECK(says(refusal({{"oauth2IssuerUrl", "https://i"}}), "oauth2PrivateKey"));
  CHECK(
      says(refusal({{"oauth2IssuerUrl", "https://i"}, {"oauth2ClientId", "i"}}),
           "set both"));
  CHECK(says(refusal({{"oauth2ClientId", "i"}, {"oauth2ClientSecret", "s"}}),
             "needs oauth2IssuerUrl"));
  CHECK(says(refusal({{"oauth2PrivateKey", "/f"},
                      {"oauth2ClientId", "i"},
                      {"oauth2ClientSecret", "s"}}),
             "set one"));
  for (const char* name :
       {"oauth2Audience", "oauth2Scope", "oauth2TrustCertsFilePath"}) {
    CHECK(says(refusal({{name, "x"}}), "has no effect without"));
  }
  CHECK(says(refusal({{"oauth2IssuerUrl", "http://elsewhere"},
                      {"oauth2PrivateKey", "/f"}}),
             "use https"));
  CHECK(says(refusal({{"authMethodName", "basic"},
                      {"headers", "x-pulsar-auth-method-name: token"}}),
             "both set"));
}

TEST_CASE("a secret where a place should stand is not shown", "[credentials]") {
  const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.bm8";
  const std::string key = R"({"client_id":"me","client_secret":"s"})";
  CHECK(says(refusal({{"authTokenFile", jwt}}), "authToken"));
  CHECK(says(refusal({{"authTokenEnvironment", jwt}}), "authToken"));
  CHECK(says(refusal({{"oauth2PrivateKey", key}}), "data:application/json"));
  CHECK(says(refusal({{"oauth2PrivateKey", wire::encode_base64(key)}}),
             "data:application/json"));
}

TEST_CASE("the option headers is checked when it is set", "[credentials]") {
  Options client(OptionsKind::kClient);
  CHECK_FALSE(client.set("headers", "A: 1\nB: 2"));
  for (const char* value : {"Host: x", "a-secret", "A: a-secret\x01"}) {
    Error error = client.set("headers", value);
    CHECK(error.status == Status::kInvalidOptionValue);
    CHECK_FALSE(says(error.message, "a-secret"));
  }
  CHECK(client[client_option::kHeaders] == Headers{{"A", "1"}, {"B", "2"}});
  CHECK(client.set("authToken", "a\nb").status == Status::kInvalidOptionValue);
}

TEST_CASE("a supplier is asked by an event before each attempt",
          "[credentials]") {
  WatchedClient watched;
  REQUIRE_FALSE(watched.client->set_token_supplier(nullptr));
  auto producer = watched.make_producer();
  auto opening = std::make_shared<Operation>();
  producer->open(opening);
  auto first = wanted(watched);
  REQUIRE(first);
  CHECK(watched.network.count() == 0);
  CHECK_FALSE(first->answer("one"));
  REQUIRE(watched.network.count() == 1);
  CHECK(watched.network.last()->request().headers ==
        Headers{{"Authorization", "Bearer one"}});
  watched.network.last()->open();
  CHECK(is_done(opening));

  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(50));
  auto second = wanted(watched);
  REQUIRE(second);
  CHECK_FALSE(elsewhere([&] { return second->answer("two"); }).get());
  REQUIRE(watched.network.count() == 2);
  CHECK(watched.network.last()->request().headers ==
        Headers{{"Authorization", "Bearer two"}});
}

TEST_CASE("a supplier that fails, frees or forgets ends the attempt",
          "[credentials]") {
  WatchedClient watched(Settings{{"connectTimeout", "2000"}});
  REQUIRE_FALSE(watched.client->set_token_supplier(nullptr));
  auto what = GENERATE(0, 1, 2);
  auto producer = watched.make_producer();
  auto opening = std::make_shared<Operation>();
  producer->open(opening);
  auto request = wanted(watched);
  REQUIRE(request);
  if (what == 0) CHECK_FALSE(request->fail("the vault is sealed"));
  if (what == 1) request.reset();
  if (what == 2) {
    watched.timers.advance(Milliseconds(1999));
    CHECK_FALSE(is_done(opening));
    watched.timers.advance(Milliseconds(1));
  }
  REQUIRE(is_done(opening));
  CHECK(opening->error().status == Status::kCredentials);
  CHECK(opening->error().retriable());
  const char* words[] = {"the vault is sealed", "without an answer",
                         "has not answered within 2000 ms"};
  CHECK(says(opening->error().message, words[what]));
  if (request) request->answer("late");
  CHECK(watched.network.count() == 0);
}

TEST_CASE("a close does not wait for a supplier", "[credentials]") {
  WatchedClient watched;
  REQUIRE_FALSE(watched.client->set_token_supplier(nullptr));
  auto producer = watched.make_producer();
  producer->open(std::make_shared<Operation>());
  auto request = wanted(watched);
  REQUIRE(request);
  CHECK_FALSE(watched.client->close(nullptr, 10000));
  CHECK_FALSE(request->answer("late"));
  CHECK(watched.network.count() == 0);
}

TEST_CASE("a supplier besides another source is refused", "[credentials]") {
  for (const Settings& settings : std::vector<Settings>{
           {{"authToken", "t"}}, {{"headers", "Authorization: x"}}}) {
    WatchedClient watched(settings);
    Error error = watched.client->set_token_supplier(nullptr);
    CHECK(error.status == Status::kInvalidArgument);
    CHECK(says(error.message, settings[0].first));
  }
}

TEST_CASE("the token file is read for each connection", "[credentials]") {
  TemporaryFile file("one\n");
  WatchedClient watched(Settings{{"authTokenFile", file.name()}});
  auto producer = watched.make_producer();
  producer->open(std::make_shared<Operation>());
  watched.network.connection(1)->open();  // waits for it
  CHECK(watched.network.last()->request().headers ==
        Headers{{"Authorization", "Bearer one"}});
  file.write("two\n");
  watched.network.last()->end(lost());
  watched.timers.advance(Milliseconds(50));
  CHECK(watched.network.connection(2)->request().headers ==
        Headers{{"Authorization", "Bearer two"}});
}
