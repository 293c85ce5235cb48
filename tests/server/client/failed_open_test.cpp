#include <chrono>
#include <string>

#include "tests/support/capi/c_handles.h"
#include "tests/support/catch.h"
#include "tests/support/pulsar_frames.h"
#include "tests/support/raw_server.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_certificates.h"
#include "tests/support/unanswered_port.h"

// Every way in which a server may not let us in, through the C API: each has
// its own status and a sentence that says what to do, and ends in time.
namespace pulsarws::testing {
namespace {

constexpr std::int32_t kTimeoutMs = 8000;

struct Expected {
  pws_status status = PWS_OK;
  std::string advice;
  int http_status = 0;
  bool is_retriable = false;
};

template <typename Open>
void check_failure(const Expected& expected, const std::string& description,
                   Open open) {
  auto began = std::chrono::steady_clock::now();
  Outcome outcome = open();
  auto took = std::chrono::steady_clock::now() - began;
  INFO(outcome);
  CHECK(outcome.status == expected.status);
  CHECK(outcome.says(expected.advice));
  CHECK(outcome.message.rfind(description + ": ", 0) == 0);
  CHECK(outcome.http_status == expected.http_status);
  CHECK(outcome.is_retriable == expected.is_retriable);
  CHECK_FALSE(outcome.is_fatal);
  CHECK(took < std::chrono::milliseconds(kTimeoutMs) + std::chrono::seconds(3));
}

// Both kinds of handle, and both fail the same way.
void check_both(const Expected& expected, const std::string& url,
                const Settings& settings = {},
                std::int32_t timeout_ms = kTimeoutMs) {
  CAPTURE(url);
  auto client = new_client(url, settings);
  check_failure(expected, "producer on persistent://public/default/test", [&] {
    Owned<pws_producer> producer;
    Outcome outcome = call(pws_producer_new, client.get(), "test", nullptr,
                           timeout_ms, made(producer));
    CHECK_FALSE(producer);
    return outcome;
  });
  check_failure(
      expected,
      "consumer on persistent://public/default/test, subscription sub", [&] {
        Owned<pws_consumer> consumer;
        Outcome outcome = call(pws_consumer_new, client.get(), "test", "sub",
                               nullptr, timeout_ms, made(consumer));
        CHECK_FALSE(consumer);
        return outcome;
      });
  CHECK(call(pws_client_close, client.get(), kTimeoutMs).is_ok());
}

ScriptedServer::Options over_tls(const TlsIdentity& identity) {
  ScriptedServer::Options options;
  options.tls = ServerTls{identity, ""};
  return options;
}

}  // namespace

TEST_CASE("Opening fails: no such host", "[client]") {
  check_both({PWS_ERR_NAME_RESOLUTION, "no-such-host.invalid", 0, true},
             "ws://no-such-host.invalid:8080");
  check_both({PWS_ERR_NAME_RESOLUTION, "no-such-host.invalid", 0, true},
             "wss://no-such-host.invalid:8443");
}

TEST_CASE("Opening fails: port closed", "[client]") {
  ClosedPort closed;
  std::string rest = "://127.0.0.1:" + std::to_string(closed.port());
  check_both({PWS_ERR_CONNECT, "check host and port", 0, true}, "ws" + rest);
  check_both({PWS_ERR_CONNECT, "check host and port", 0, true}, "wss" + rest);
}

TEST_CASE("Opening fails: server silent, and the call's timeout holds",
          "[client]") {
  TestCertificates certificates;
  RawServer tcp_only(RawServer::silent());
  ScriptedServer upgrade(always(Silent{}));
  ScriptedServer upgrade_tls(always(Silent{}), over_tls(certificates.server()));
  Settings trust{
      {"tlsTrustCertsFilePath", certificates.authority().certificate_file}};
  for (const std::string& url :
       {tcp_only.url(), "wss://127.0.0.1:" + std::to_string(tcp_only.port()),
        upgrade.url(), upgrade_tls.url()}) {
    CAPTURE(url);
    auto client = new_client(url, trust);
    auto began = std::chrono::steady_clock::now();
    Owned<pws_producer> producer;
    Outcome outcome = call(pws_producer_new, client.get(), "test", nullptr, 300,
                           made(producer));
    auto took = std::chrono::steady_clock::now() - began;
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_CONNECT_TIMEOUT);
    CHECK(outcome.says("was not open within 300 ms"));
    CHECK(outcome.says("has not answered"));
    CHECK(outcome.is_retriable);
    CHECK_FALSE(producer);
    CHECK(took >= std::chrono::milliseconds(300));
    CHECK(took < std::chrono::milliseconds(300) + std::chrono::seconds(3));
  }
}

TEST_CASE("Opening fails: server silent, and connectTimeout holds",
          "[client]") {
  RawServer tcp_only(RawServer::silent());
  // cpprest does not tell how far it came.
  const std::string advice =
      transport_of_clients() == "cpprest" ? "check host, port" : "check that ";
  for (const char* scheme : {"ws", "wss"}) {
    check_both({PWS_ERR_CONNECT_TIMEOUT, advice, 0, true},
               scheme + ("://127.0.0.1:" + std::to_string(tcp_only.port())),
               {{"connectTimeout", "1500"}});
  }
}

TEST_CASE("Opening fails: certificates", "[client]") {
  TestCertificates certificates;
  Settings trust{
      {"tlsTrustCertsFilePath", certificates.authority().certificate_file}};
  ScriptedServer unknown({}, over_tls(certificates.unknown_authority()));
  check_both({PWS_ERR_TLS_CERTIFICATE, "tlsTrustCertsFilePath"}, unknown.url(),
             trust);
  ScriptedServer wrong_host({}, over_tls(certificates.wrong_host()));
  check_both({PWS_ERR_TLS_HOSTNAME, "is for wrong.example, not for 127.0.0.1"},
             wrong_host.url(), trust);
  ScriptedServer expired({}, over_tls(certificates.expired()));
  check_both({PWS_ERR_TLS_CERTIFICATE, "expired"}, expired.url(), trust);
  check_both({PWS_ERR_TLS, "missing.pem"}, wrong_host.url(),
             {{"tlsTrustCertsFilePath", "/nonexistent/missing.pem"}});
}

TEST_CASE("Opening fails: HTTP", "[client]") {
  struct Row {
    int http_status;
    Expected expected;
  };
  const Row kRows[] = {
      {400, {PWS_ERR_BAD_REQUEST, "check the options", 400, false}},
      {401, {PWS_ERR_AUTHENTICATION, "check authToken", 401, false}},
      {403, {PWS_ERR_AUTHORIZATION, "granted the right", 403, false}},
      {404, {PWS_ERR_NOT_FOUND, "check that tenant", 404, false}},
      {409, {PWS_ERR_CONFLICT, "close the other", 409, true}},
      {429, {PWS_ERR_TOO_MANY_REQUESTS, "connect less often", 429, true}},
      {500, {PWS_ERR_SERVER, "see the server's log", 500, true}},
      {503, {PWS_ERR_SERVICE_UNAVAILABLE, "try again later", 503, true}},
  };
  TestCertificates certificates;
  Settings trust{
      {"tlsTrustCertsFilePath", certificates.authority().certificate_file},
      {"authToken", "a-secret"}};
  for (const Row& row : kRows) {
    CAPTURE(row.http_status);
    Script script = always(pulsar_refusal(row.http_status, "Pulsar's words"));
    ScriptedServer server(script);
    check_both(row.expected, server.url(), trust);
    Expected words = row.expected;
    words.advice = "Pulsar's words (" + server.url() + "); ";
    check_both(words, server.url(), trust);
    if (row.http_status != 401 && row.http_status != 500) continue;
    ScriptedServer secure(script, over_tls(certificates.server()));
    check_both(row.expected, secure.url(), trust);
    words.advice = "Pulsar's words (" + secure.url() + "); ";
    check_both(words, secure.url(), trust);
  }
}

TEST_CASE("Opening fails: not a WebSocket server", "[client]") {
  RawServer garbage(RawServer::garbage_answer());
  check_both({PWS_ERR_PROTOCOL, "HTTP"}, garbage.url());
  RawServer closing(RawServer::closing());
  check_both({PWS_ERR_CONNECT, "wss://", 0, true}, closing.url());
  check_both({PWS_ERR_TLS, "TLS handshake failed"},
             "wss://127.0.0.1:" + std::to_string(closing.port()));
}

TEST_CASE("A secret stands in no error", "[client]") {
  ScriptedServer server(always(Refuse{401, "No"}));
  auto client = new_client(server.url(), {{"authToken", "a-secret"}});
  Owned<pws_producer> producer;
  Outcome outcome = call(pws_producer_new, client.get(), "test", nullptr,
                         kTimeoutMs, made(producer));
  CHECK(outcome.status == PWS_ERR_AUTHENTICATION);
  CHECK_FALSE(outcome.says("a-secret"));
  CHECK(server.record().handshakes.at(0).headers.at("authorization") ==
        "Bearer a-secret");
  auto options = options_of(PWS_OPTIONS_CLIENT, {});
  outcome = call(pws_options_set, options.get(), "authToken", "a-secret\n");
  CHECK(outcome.status == PWS_ERR_INVALID_OPTION_VALUE);
  CHECK_FALSE(outcome.says("a-secret"));
}

TEST_CASE("retryOnFailedConnect keeps trying until the call's timeout",
          "[client]") {
  Script script;
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (handshake.connection < 6) return Refuse{503, "Not yet"};
    return Accept{};
  };
  ScriptedServer server(script);
  Settings retry{{"retryOnFailedConnect", "true"},
                 {"initialBackoff", "1"},
                 {"maxBackoff", "10"}};
  {
    auto client = new_client(server.url(), retry);
    new_producer(client);
    CHECK(server.wait_until(
        [](const ServerRecord& all) { return all.opened == 1; }, kSoon));
  }
  ScriptedServer never(always(Refuse{503, "Not yet"}));
  auto client = new_client(never.url(), retry);
  Owned<pws_producer> producer;
  Outcome outcome = call(pws_producer_new, client.get(), "test", nullptr, 500,
                         made(producer));
  INFO(outcome);
  CHECK(outcome.status == PWS_ERR_SERVICE_UNAVAILABLE);
  CHECK(outcome.http_status == 503);
  CHECK(never.record().handshakes.size() > 2);
}

TEST_CASE("Several URLs are tried in turn", "[client]") {
  ClosedPort closed;
  ScriptedServer server({});
  auto client = new_client("ws://127.0.0.1:" + std::to_string(closed.port()) +
                           "," + server.url());
  auto producer = new_producer(client);
  CHECK(pws_producer_is_connected(producer.get()) == 1);
}

TEST_CASE("Each URL is tried once before the failure is told", "[client]") {
  ClosedPort closed;
  RawServer silent(RawServer::silent());
  ScriptedServer refusing(always(pulsar_refusal(404, "No such topic")));
  ScriptedServer server({});
  const std::string there = "ws://127.0.0.1:" + std::to_string(closed.port());
  const Settings quick{{"connectTimeout", "300"}};
  SECTION(
      "a name that does not resolve, a closed port, a silent server, one "
      "that refuses") {
    for (const std::string& first :
         {std::string("ws://no-such-host.invalid:8080"), there, silent.url(),
          refusing.url()}) {
      CAPTURE(first);
      auto client = new_client(first + "," + server.url(), quick);
      new_producer(client);
    }
  }
  SECTION("none lets us in") {
    auto client = new_client(refusing.url() + "," + there, quick);
    Owned<pws_producer> producer;
    Outcome outcome = call(pws_producer_new, client.get(), "test", nullptr,
                           kTimeoutMs, made(producer));
    INFO(outcome);
    CHECK(outcome.status == PWS_ERR_NOT_FOUND);
    CHECK(outcome.http_status == 404);
    CHECK(outcome.says("No such topic (" + refusing.url() + ")"));
    CHECK(outcome.says("; of the other URLs: "));
    CHECK(outcome.says(there));
  }
}

TEST_CASE("What waiting does not help is not retried", "[client]") {
  RawServer redirect(RawServer::Behaviour{
      RawServer::Stage::kRequested,
      "HTTP/1.1 301 Moved Permanently\r\nLocation: wss://elsewhere.example/\r\n"
      "Content-Length: 0\r\n\r\n",
      RawServer::After::kClose});
  const Settings retry{{"retryOnFailedConnect", "true"}};
  check_both({PWS_ERR_SERVER, "wss://elsewhere.example/", 301, false},
             redirect.url(), retry);
  RawServer plain(
      RawServer::Behaviour{RawServer::Stage::kRequested,
                           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                           RawServer::After::kClose});
  check_both({PWS_ERR_PROTOCOL, "no WebSocket service", 200, false},
             plain.url(), retry);
  const char* terminated =
      "org.apache.pulsar.broker.service.BrokerServiceException$"
      "TopicTerminatedException: Topic was already terminated";
  ScriptedServer server(always(pulsar_refusal(503, terminated)));
  check_both(
      {PWS_ERR_SERVICE_UNAVAILABLE, "takes no more messages", 503, false},
      server.url(), retry);
}

}  // namespace pulsarws::testing
