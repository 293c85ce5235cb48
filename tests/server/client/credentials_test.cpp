#include <atomic>
#include <cstdlib>
#include <thread>

#include "core/wire/base64.h"
#include "tests/support/capi/c_handles.h"
#include "tests/support/capi/hearer.h"
#include "tests/support/catch.h"
#include "tests/support/https_server.h"
#include "tests/support/pulsar_script.h"
#include "tests/support/scripted_server.h"
#include "tests/support/temporary_file.h"
#include "tests/support/test_certificates.h"

// Credentials through the C API: where they come from, what reaches the server,
// and that they show nowhere else.
namespace pulsarws::testing {
namespace {

struct FreeRequest {
  void operator()(pws_token_request* one) const { pws_token_request_free(one); }
};
using OwnedRequest = std::unique_ptr<pws_token_request, FreeRequest>;

OwnedRequest take(pws_event& event) {
  CHECK(event.type == PWS_EVENT_TOKEN_WANTED);
  return OwnedRequest(std::exchange(event.token_request, nullptr));
}

// A Pulsar that wants a certain Authorization.
struct Guarded {
  explicit Guarded(std::string authorization = "")
      : wanted(std::move(authorization)) {}

  Script script() {
    Script script = pulsar.script();
    script.on_handshake = [this](const Handshake& handshake) -> Answer {
      auto found = handshake.headers.find("authorization");
      std::string given = found == handshake.headers.end() ? "" : found->second;
      if (wanted.empty() || given == wanted) return Accept{};
      // A server that says more than it should.
      return Refuse{401, "no entry with " + given};
    };
    return script;
  }

  std::string authorization(std::size_t connection) const {
    auto record = server.record();
    if (connection >= record.handshakes.size()) return "none";
    auto found = record.handshakes[connection].headers.find("authorization");
    return found == record.handshakes[connection].headers.end() ? ""
                                                                : found->second;
  }

  const std::string wanted;
  PulsarScript pulsar;
  ScriptedServer server{script()};
};

Outcome try_producer(const Owned<pws_client>& client,
                     std::int32_t timeout_ms = kSoonMs) {
  Owned<pws_producer> producer;
  return call(pws_producer_new, client.get(), "test", nullptr, timeout_ms,
              made(producer));
}

Outcome set_supplier(const Owned<pws_client>& client, Hearer& hearer) {
  return call(pws_client_set_token_supplier, client.get(), Hearer::callback,
              hearer.user_data(), Hearer::free_user_data);
}

}  // namespace

TEST_CASE("A supplier answers at once, in its callback", "[client]") {
  Guarded guarded("Bearer at.once");
  Hearer hearer;
  hearer.also = [](pws_event& event) {
    CHECK(event.token_request);
    CHECK(
        call(pws_token_request_answer, event.token_request, "at.once").is_ok());
  };
  auto client = new_client(guarded.server.url());
  REQUIRE(set_supplier(client, hearer).is_ok());
  auto producer = new_producer(client);
  CHECK(send(producer, "x").is_ok());
  CHECK(hearer.event(0).type == PWS_EVENT_TOKEN_WANTED);
  CHECK(hearer.event(0).client == client.get());
}

TEST_CASE("A supplier answers later, from another thread, each connection",
          "[client]") {
  Guarded guarded;
  std::atomic<int> count{0};
  std::vector<std::thread> threads;
  Hearer hearer;
  hearer.also = [&](pws_event& event) {
    auto request = take(event);
    threads.emplace_back([&count, request = std::move(request)] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      std::string token = "late." + std::to_string(++count);
      CHECK(
          call(pws_token_request_answer, request.get(), token.c_str()).is_ok());
      CHECK(call(pws_token_request_answer, request.get(), "again").status ==
            PWS_ERR_INVALID_ARGUMENT);
      CHECK(call(pws_token_request_fail, request.get(), "again")
                .says("answered already"));
    });
  };
  auto client = new_client(guarded.server.url(), {{"initialBackoff", "1"}});
  REQUIRE(set_supplier(client, hearer).is_ok());
  auto producer = new_producer(client);
  guarded.server.drop_all();
  CHECK(send(producer, "x").is_ok());
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  for (auto& thread : threads) thread.join();
  CHECK(guarded.authorization(0) == "Bearer late.1");
  CHECK(guarded.authorization(1) == "Bearer late.2");
}

TEST_CASE("A supplier that fails, frees or ignores its request", "[client]") {
  Guarded guarded;
  auto way = GENERATE(0, 1, 2, 3);
  const char* words[] = {"the vault is sealed", "without an answer",
                         "without an answer", "has not answered within 200 ms"};
  OwnedRequest kept;
  Hearer hearer;
  hearer.also = [&](pws_event& event) {
    if (way == 0) {
      CHECK(call(pws_token_request_fail, event.token_request,
                 "the vault is sealed")
                .is_ok());
    }
    if (way == 1) take(event).reset();
    if (way == 3) kept = take(event);
  };
  auto client = new_client(guarded.server.url(),
                           {{"connectTimeout", way == 3 ? "200" : "20000"}});
  REQUIRE(set_supplier(client, hearer).is_ok());
  Outcome outcome = try_producer(client);
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_CREDENTIALS);
  CHECK(outcome.says(words[way]));
  CHECK(outcome.is_retriable);
  CHECK_FALSE(outcome.is_fatal);
  CHECK(guarded.server.record().handshakes.empty());
  CHECK(hearer.wait_count(1));  // a time limit may end before the callback does
  if (kept) {
    CHECK(call(pws_token_request_answer, kept.get(), "late").is_ok());
  }
}

TEST_CASE("A supplier that fails at first is asked again", "[client]") {
  Guarded guarded("Bearer second");
  std::atomic<int> count{0};
  Hearer hearer;
  hearer.also = [&](pws_event& event) {
    if (++count == 1) return;  // cleared unanswered
    CHECK(
        call(pws_token_request_answer, event.token_request, "second").is_ok());
  };
  auto client =
      new_client(guarded.server.url(),
                 {{"retryOnFailedConnect", "true"}, {"initialBackoff", "1"}});
  REQUIRE(set_supplier(client, hearer).is_ok());
  CHECK(try_producer(client).is_ok());
}

TEST_CASE("A call's own timeout says for whom it waited", "[client]") {
  Guarded guarded;
  OwnedRequest kept;
  Hearer hearer;
  hearer.also = [&](pws_event& event) { kept = take(event); };
  auto client = new_client(guarded.server.url());
  REQUIRE(set_supplier(client, hearer).is_ok());
  Outcome outcome = try_producer(client, 100);
  CHECK(outcome.status == PWS_ERR_CONNECT_TIMEOUT);
  CHECK(outcome.says("the source of credentials has not answered yet"));
  REQUIRE(hearer.wait_count(1));
  CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
  client.reset();
  CHECK(call(pws_token_request_answer, kept.get(), "much-too-late").is_ok());
  CHECK(guarded.server.record().handshakes.empty());
}

TEST_CASE("A supplier in poll mode", "[client]") {
  Guarded guarded("Bearer polled");
  Hearer hearer;
  auto client = new_client(guarded.server.url(), {{"eventDelivery", "poll"}});
  CHECK(set_supplier(client, hearer).status == PWS_ERR_WRONG_DELIVERY);
  REQUIRE(call(pws_client_set_token_supplier, client.get(), nullptr,
               hearer.user_data(), Hearer::free_user_data)
              .is_ok());
  Owned<pws_producer> producer;
  REQUIRE(call(pws_producer_new_async, client.get(), "test", nullptr, kSoonMs,
               made(producer), nullptr, nullptr, nullptr, nullptr)
              .is_ok());
  bool opened = false;
  while (!opened) {
    pws_event event = PWS_EVENT_INIT;
    std::size_t count = 0;
    REQUIRE(call(pws_client_poll, client.get(), &event, std::size_t{1}, kSoonMs,
                 &count)
                .is_ok());
    if (event.type == PWS_EVENT_TOKEN_WANTED) {
      CHECK(event.user_data == &hearer);
      auto request = take(event);
      CHECK(
          call(pws_token_request_answer, request.get(), "not a token").status ==
          PWS_ERR_INVALID_ARGUMENT);
      CHECK(call(pws_token_request_answer, request.get(), "polled").is_ok());
    } else {
      opened = event.type == PWS_EVENT_OPENED;
      CHECK(event.status == PWS_OK);
    }
    pws_event_clear(&event);
  }
  // One that nobody reads any more.
  guarded.server.drop_all();
  producer.reset();
  client.reset();
}

TEST_CASE("A supplier with another source, or without a callback", "[client]") {
  Hearer hearer;
  auto client = new_client("ws://127.0.0.1:1", {{"authToken", "a-secret"}});
  Outcome outcome = set_supplier(client, hearer);
  CHECK(outcome.status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(outcome.says("authToken"));
  auto bare = new_client("ws://127.0.0.1:1");
  CHECK(call(pws_client_set_token_supplier, bare.get(), nullptr,
             hearer.user_data(), Hearer::free_user_data)
            .status == PWS_ERR_INVALID_ARGUMENT);
  CHECK(hearer.wait_freed(2));
}

TEST_CASE("Two sources of credentials make no client", "[client]") {
  auto options = options_of(
      PWS_OPTIONS_CLIENT,
      {{"authToken", "a-secret"}, {"authTokenEnvironment", "TOKEN"}});
  Owned<pws_client> client;
  Outcome outcome =
      call(pws_client_new, "ws://127.0.0.1:1", options.get(), made(client));
  CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
  CHECK(outcome.says("authToken and authTokenEnvironment"));
  CHECK_FALSE(outcome.says("a-secret"));
  CHECK_FALSE(client);
}

TEST_CASE("Headers and Basic reach the server", "[client]") {
  Guarded guarded("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  auto client = new_client(guarded.server.url(),
                           {{"authBasicUser", "Aladdin"},
                            {"authBasicPassword", "open sesame"},
                            {"authMethodName", "basic"},
                            {"headers", "X-One: 1\nCookie: a=b; c=d\n"}});
  CHECK(try_producer(client).is_ok());
  auto headers = guarded.server.record().handshakes.at(0).headers;
  CHECK(headers["x-pulsar-auth-method-name"] == "basic");
  CHECK(headers["x-one"] == "1");
  CHECK(headers["cookie"] == "a=b; c=d");
}

TEST_CASE("OAuth2 through the C API: one token for all connections",
          "[client]") {
  TestCertificates certificates;
  std::atomic<int> posts{0};
  std::string endpoint;
  HttpsServer issuer(
      [&](const HttpQuestion& question) {
        if (question.method == "GET") {
          return HttpReply{200, "{\"token_endpoint\":\"" + endpoint + "\"}"};
        }
        return HttpReply{200, "{\"access_token\":\"granted." +
                                  std::to_string(++posts) +
                                  "\",\"expires_in\":3600}"};
      },
      ServerTls{certificates.server(), ""});
  endpoint = issuer.url() + "/token";
  Guarded guarded;
  auto client = new_client(
      guarded.server.url(),
      {{"oauth2IssuerUrl", issuer.url()},
       {"oauth2ClientId", "me"},
       {"oauth2ClientSecret", "a-secret"},
       {"oauth2TrustCertsFilePath", certificates.authority().certificate_file},
       {"initialBackoff", "1"}});
  auto first = new_producer(client);
  auto second = new_consumer(client);
  guarded.server.drop_all();
  REQUIRE(guarded.server.wait_until(
      [](const ServerRecord& all) { return all.opened >= 4; }, kSoon));
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(guarded.authorization(i) == "Bearer granted.1");
  }
}

TEST_CASE("OAuth2: a token that Pulsar refuses is not used again", "[client]") {
  std::atomic<int> posts{0};
  std::string endpoint;
  HttpsServer issuer(
      [&](const HttpQuestion& question) {
        if (question.method == "GET") {
          return HttpReply{200, "{\"token_endpoint\":\"" + endpoint + "\"}"};
        }
        return HttpReply{200, "{\"access_token\":\"granted." +
                                  std::to_string(++posts) +
                                  "\",\"expires_in\":3600}"};
      },
      std::nullopt);
  endpoint = issuer.url() + "/token";
  Guarded guarded("Bearer granted.2");
  auto client =
      new_client(guarded.server.url(), {{"oauth2IssuerUrl", issuer.url()},
                                        {"oauth2ClientId", "me"},
                                        {"oauth2ClientSecret", "a-secret"}});
  CHECK(try_producer(client).status == PWS_ERR_AUTHENTICATION);
  CHECK(try_producer(client).is_ok());
}

TEST_CASE("A refusal says which source of credentials to check", "[client]") {
  Guarded guarded("Bearer none.of.these");
  TemporaryFile file("of.a.file\n");
  struct Row {
    Settings settings;
    const char* advice;
  };
  const Row kRows[] = {
      {{}, "no credentials are set"},
      {{{"authToken", "wrong"}}, "; check authToken"},
      {{{"authTokenFile", file.name()}}, "; check authTokenFile"},
      {{{"authBasicUser", "me"}, {"authBasicPassword", "wrong"}},
       "; check authBasicUser"},
      {{{"headers", "Authorization: wrong"}},
       "; check headers (Authorization)"},
  };
  for (const Row& row : kRows) {
    CAPTURE(row.advice);
    auto refused = try_producer(new_client(guarded.server.url(), row.settings));
    CHECK(refused.status == PWS_ERR_AUTHENTICATION);
    CHECK(refused.says(row.advice));
  }
  Hearer hearer;
  hearer.also = [](pws_event& event) {
    CHECK(call(pws_token_request_answer, event.token_request, "wrong").is_ok());
  };
  auto client = new_client(guarded.server.url());
  REQUIRE(set_supplier(client, hearer).is_ok());
  CHECK(try_producer(client).says("; check what the token supplier answers"));
}

// Every source, with what must not be seen of it.
TEST_CASE("No log line, error or URL has a credential in it", "[client]") {
  const std::string secret = "sEcReT.of.the.test";
  TemporaryFile token_file(secret + "\n");
  TemporaryFile key_file("{\"client_id\":\"me\",\"client_secret\":\"" + secret +
                         "\"}");
  setenv("PULSARWS_TEST_SECRET", secret.c_str(), 1);
  // Refuses, and repeats what it was sent.
  HttpsServer issuer(
      [](const HttpQuestion& question) {
        if (question.method == "GET") {
          return HttpReply{200, "{\"token_endpoint\":\"http://" +
                                    question.headers.at("host") + "/token\"}"};
        }
        return HttpReply{401,
                         "{\"error\":\"invalid_client\","
                         "\"error_description\":\"" +
                             question.body + "\"}"};
      },
      std::nullopt);
  const std::string key =
      "data:application/json;base64," +
      wire::encode_base64("{\"client_id\":\"me\",\"client_secret\":\"" +
                          secret + "\"}");
  const std::string basic = wire::encode_base64("user:" + secret);
  const std::vector<Settings> sources{
      {{"authToken", secret}},
      {{"authTokenFile", token_file.name()}},
      {{"authTokenEnvironment", "PULSARWS_TEST_SECRET"}},
      {{"authBasicUser", "user"}, {"authBasicPassword", secret}},
      {{"headers", "Authorization: Bearer " + secret}},
      {{"oauth2IssuerUrl", issuer.url()}, {"oauth2PrivateKey", key}},
      {{"oauth2IssuerUrl", issuer.url()},
       {"oauth2PrivateKey", key_file.name()}},
      {{"oauth2IssuerUrl", issuer.url()},
       {"oauth2ClientId", "me"},
       {"oauth2ClientSecret", secret}},
      {},  // the supplier
  };
  // Accepts the first connection, refuses the others and repeats what it was
  // sent.
  for (const Settings& source : sources) {
    CAPTURE(source);
    PulsarScript pulsar;
    Script script = pulsar.script();
    script.on_handshake = [](const Handshake& handshake) -> Answer {
      if (handshake.connection == 0) return Accept{};
      return Refuse{401, handshake.headers.at("authorization")};
    };
    ScriptedServer server(script);
    Hearer supplier;
    supplier.also = [&](pws_event& event) {
      pws_token_request_answer(event.token_request, secret.c_str(), nullptr);
    };
    Hearer log;
    Settings settings = source;
    settings.insert(settings.end(), {{"logLevel", "debug"},
                                     {"initialBackoff", "1"},
                                     {"authRetryTimeout", "1"}});
    auto client = new_client(server.url(), settings);
    REQUIRE(call(pws_client_set_log_callback, client.get(), Hearer::callback,
                 log.user_data(), Hearer::free_user_data)
                .is_ok());
    if (source.empty()) REQUIRE(set_supplier(client, supplier).is_ok());

    std::vector<std::string> seen;
    Owned<pws_producer> producer;
    seen.push_back(call(pws_producer_new, client.get(), "test", nullptr,
                        kSoonMs, made(producer))
                       .message);
    if (producer) {
      server.drop_all();
      Outcome ended;
      do {  // until the producer has noticed
        ended = send(producer, "x");
      } while (!ended.is_fatal);
      CHECK(ended.status == PWS_ERR_AUTHENTICATION);
      seen.push_back(ended.message);
    }
    seen.push_back(try_producer(client).message);
    CHECK(call(pws_client_close, client.get(), kSoonMs).is_ok());
    for (const Handshake& handshake : server.record().handshakes) {
      seen.push_back(handshake.path + "?" + handshake.query);
    }
    CHECK(log.count() > 0);
    for (const HeardEvent& line : log.heard().events) {
      seen.push_back(line.outcome.message);
    }
    bool oauth2 = !source.empty() && source[0].first == "oauth2IssuerUrl";
    CHECK((server.record().handshakes.empty()) == oauth2);
    for (const std::string& text : seen) {
      INFO(text);
      CHECK(text.find(secret) == std::string::npos);
      CHECK(text.find(basic) == std::string::npos);
    }
  }
  unsetenv("PULSARWS_TEST_SECRET");
}

}  // namespace pulsarws::testing
