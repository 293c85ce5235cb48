#include <chrono>
#include <memory>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "core/wire/base64.h"
#include "raw_server.h"
#include "scripted_proxy.h"
#include "scripted_server.h"
#include "test_certificates.h"
#include "unanswered_port.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

constexpr const char* kSecret = "swordfish";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + wire::encode_base64(user + ":" + password);
}

wire::ProxyServer proxy_at(std::uint16_t port) {
  wire::ProxyServer proxy;
  proxy.host = "127.0.0.1";
  proxy.port = port;
  return proxy;
}

// What became of an attempt through a proxy at that port, to a server that
// nobody could reach without it.
Error try_through(std::uint16_t port, const char* scheme,
                  std::chrono::milliseconds timeout = kSoon) {
  Attempt attempt(scheme + std::string("://no-such-host.invalid:8080"));
  attempt.request.route.proxy = proxy_at(port);
  attempt.request.route.proxy->user = "me";
  attempt.request.route.proxy->password = kSecret;
  attempt.request.timeout = timeout;
  Error error = attempt.connect().outcome();
  CHECK(attempt.told().events == std::vector<std::string>{"closed"});
  CHECK_FALSE(holds(error.message, kSecret));
  CHECK_FALSE(holds(error.message, basic("me", kSecret).substr(6)));
  CHECK(holds(error.message, "127.0.0.1:" + std::to_string(port)));
  CHECK(holds(error.message, "no-such-host.invalid:8080"));
  return error;
}

Script echo() {
  Script script;
  script.on_text = [](const SessionPtr& session, const std::string& text) {
    session->send(text);
  };
  return script;
}

}  // namespace

TEST_CASE("A connection through an HTTP proxy", "[transport][proxy]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(echo(), options);
    ScriptedProxy::Behaviour behaviour;
    behaviour.server_port = server.port();
    behaviour.authorization = basic("me", kSecret);
    ScriptedProxy proxy(behaviour);

    // A name that only the proxy knows: the server hears it as it is.
    Attempt attempt(tls ? "wss://pulsar.invalid:8443" : "ws://pulsar.invalid");
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    attempt.tls.verify_hostname = false;
    attempt.request.route.proxy = proxy_at(proxy.port());
    attempt.request.route.proxy->user = "me";
    attempt.request.route.proxy->password = kSecret;
    attempt.request.headers = {{"Authorization", "Bearer a-token"}};
    attempt.connect();
    REQUIRE(attempt.wait_open());
    const std::string big(1000000, 'x');
    attempt.send("small");
    attempt.send(big);
    REQUIRE(attempt.wait_texts(2));
    CHECK(attempt.told().texts == std::vector<std::string>{"small", big});
    attempt.transport().close(1000, "bye");
    CHECK(attempt.outcome().status == Status::kOk);
    REQUIRE(server.wait_until(
        [](const ServerRecord& all) { return !all.closes.empty(); }, kSoon));
    CHECK(server.record().closes[0].code == 1000);
    CHECK(server.record().closes[0].reason == "bye");

    ProxyRecord record = proxy.record();
    REQUIRE(record.requests.size() == 1);
    CHECK(record.requests[0].target ==
          (tls ? "pulsar.invalid:8443" : "pulsar.invalid:80"));
    CHECK(record.requests[0].authorization == basic("me", kSecret));
    CHECK_FALSE(holds(record.requests[0].head, "a-token"));
    auto headers = server.record().handshakes[0].headers;
    CHECK(headers["host"] == (tls ? "pulsar.invalid:8443" : "pulsar.invalid"));
    CHECK(headers["authorization"] == "Bearer a-token");
    CHECK(headers.count("proxy-authorization") == 0);
  }
  CHECK(quiet());
}

TEST_CASE("The server's certificate is checked behind a proxy too",
          "[transport][proxy]") {
  TestCertificates certificates;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(), ""};
  ScriptedServer server({}, options);
  ScriptedProxy::Behaviour behaviour;
  behaviour.server_port = server.port();
  ScriptedProxy proxy(behaviour);
  Attempt attempt("wss://pulsar.invalid:8443");
  attempt.request.route.proxy = proxy_at(proxy.port());
  attempt.tls.trust_certs_file = certificates.authority().certificate_file;
  Error error = attempt.connect().outcome();
  CAPTURE(error.message);
  CHECK(error.status == Status::kTlsHostname);
  CHECK(holds(error.message, "not for pulsar.invalid"));

  Attempt untrusting("wss://127.0.0.1:8443");
  untrusting.request.route.proxy = proxy_at(proxy.port());
  CHECK(untrusting.connect().outcome().status == Status::kTlsCertificate);
}

TEST_CASE("A proxy that refuses", "[transport][proxy]") {
  struct Case {
    int status;
    const char* told;
  };
  for (const char* scheme : {"ws", "wss"}) {
    for (const Case& one :
         {Case{407, "check proxyUser and proxyPassword"},
          Case{403, "allow CONNECT"}, Case{502, "cannot reach the server"},
          Case{405, "does not offer CONNECT"}, Case{301, "HTTP 301"},
          Case{101, "HTTP 101"}, Case{500, "the proxy's log"}}) {
      ScriptedProxy::Behaviour behaviour;
      behaviour.answer = ScriptedProxy::refusal(
          one.status, "Refused " + basic("me", kSecret) + kSecret);
      ScriptedProxy proxy(behaviour);
      Error error = try_through(proxy.port(), scheme);
      CAPTURE(error.message);
      CHECK(error.status == Status::kProxy);
      CHECK(error.http_status == one.status);
      CHECK(holds(error.message, one.told));
      CHECK(holds(error.message, std::to_string(one.status)));
    }
  }
  // Without credentials it is those that are missing.
  ScriptedProxy::Behaviour behaviour;
  behaviour.authorization = basic("me", kSecret);
  ScriptedProxy proxy(behaviour);
  Attempt attempt("ws://pulsar.invalid");
  attempt.request.route.proxy = proxy_at(proxy.port());
  Error error = attempt.connect().outcome();
  CHECK(error.http_status == 407);
  CHECK(holds(error.message, "set proxyUser and proxyPassword"));
  CHECK(proxy.record().requests.at(0).authorization.empty());
}

// Any of these would end the process, were it cpprestsdk that heard it.
TEST_CASE("A proxy that answers nonsense", "[transport][proxy]") {
  const std::string kAnswers[] = {
      "\x01\x02 nonsense\r\n\r\n",
      "HTTP/1.1 abc OK\r\n\r\n",
      "HTTP/1.1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
      "HTTP/9.9 200 OK\r\n\r\n",
      "220 smtp.example ESMTP\r\n",
      "\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\nand more",
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore",
      "HTTP/1.1 200 OK\r\nX: " + std::string(100000, 'x') + "\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX: unfinished",
      std::string("\x15\x03\x01\x00\x02\x02\x46", 7),
      "<",
  };
  for (const char* scheme : {"ws", "wss"}) {
    for (const std::string& answer : kAnswers) {
      CAPTURE(answer.substr(0, 50));
      ScriptedProxy::Behaviour behaviour;
      behaviour.answer = answer;
      ScriptedProxy proxy(behaviour);
      Error error = try_through(proxy.port(), scheme);
      CAPTURE(error.message);
      CHECK(error.status == Status::kProxy);
      CHECK(error.http_status == 0);
    }
  }
}

TEST_CASE("A proxy that cannot be reached, hangs up or is silent",
          "[transport][proxy]") {
  ClosedPort closed;
  RawServer closing(RawServer::closing());
  BlackHole hole;
  ScriptedProxy::Behaviour behaviour;
  behaviour.silent = true;
  ScriptedProxy silent(behaviour);
  for (const char* scheme : {"ws", "wss"}) {
    Error error = try_through(closed.port(), scheme);
    CHECK(error.status == Status::kProxy);
    CHECK(holds(error.message, "cannot be reached"));
    CHECK(error.retriable());

    error = try_through(closing.port(), scheme);
    CAPTURE(error.message);
    CHECK(error.status == Status::kProxy);

    for (std::uint16_t port : {hole.port(), silent.port()}) {
      error = try_through(port, scheme, std::chrono::milliseconds(300));
      CHECK(error.status == Status::kProxy);
      CHECK(holds(error.message, "within 300 ms"));
    }
  }
  Attempt attempt("ws://127.0.0.1:8080");
  attempt.request.route.proxy = proxy_at(3128);
  attempt.request.route.proxy->host = "no-such-proxy.invalid";
  Error error = attempt.connect().outcome();
  CHECK(error.status == Status::kProxy);
  CHECK(holds(error.message, "no-such-proxy.invalid:3128 has a name that"));
  CHECK(quiet());
}

TEST_CASE("What the server says is heard through a proxy",
          "[transport][proxy]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(always(Refuse{403, "Not you"}), options);
    ScriptedProxy::Behaviour behaviour;
    behaviour.server_port = server.port();
    behaviour.authorization = basic("me", kSecret);
    ScriptedProxy proxy(behaviour);
    Attempt attempt(tls ? "wss://pulsar.invalid" : "ws://pulsar.invalid");
    attempt.tls.trust_certs = certificates.authority().certificate_pem;
    attempt.tls.verify_hostname = false;
    attempt.request.route.proxy = proxy_at(proxy.port());
    attempt.request.route.proxy->user = "me";
    attempt.request.route.proxy->password = kSecret;
    Error error = attempt.connect().outcome();
    CAPTURE(error.message);
    CHECK(error.status == Status::kAuthorization);
    CHECK(error.http_status == 403);
    CHECK(holds(error.message, "Not you"));
    CHECK(holds(error.message, "through the proxy 127.0.0.1:"));
    CHECK_FALSE(holds(error.message, kSecret));
  }
}

TEST_CASE("A connection through a proxy that is lost", "[transport][proxy]") {
  ScriptedServer server({});
  ScriptedProxy::Behaviour behaviour;
  behaviour.server_port = server.port();
  ScriptedProxy proxy(behaviour);
  auto connect = [&](std::size_t number) {
    auto attempt = std::make_unique<Attempt>("ws://pulsar.invalid");
    attempt->request.route.proxy = proxy_at(proxy.port());
    attempt->connect();
    REQUIRE(attempt->wait_open());
    last_session(server, number);
    return attempt;
  };
  auto dropped = connect(1);
  server.drop_all();
  CHECK(dropped->outcome().status == Status::kConnectionLost);
  CHECK(in_order(dropped->told()));

  auto closed = connect(2);
  last_session(server, 2)->close(1008, "enough");
  Error error = closed->outcome();
  CHECK(error.close_code == 1008);
  CHECK(holds(error.message, "enough"));

  auto abandoned = connect(3);
  abandoned->transport().abandon(Error(Status::kTimeout, "given up"));
  CHECK(abandoned->outcome().message == "given up");
  CHECK(server.wait_until(
      [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
  CHECK(quiet());
}

TEST_CASE("A peer that goes silent behind a proxy is let go of",
          "[transport][proxy]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server({}, options);
    ScriptedProxy::Behaviour behaviour;
    behaviour.server_port = server.port();
    ScriptedProxy proxy(behaviour);
    // More than may be parked.
    auto all = attempts(
        20, tls ? "wss://127.0.0.1:1" : "ws://127.0.0.1:1",
        [&](Attempt& attempt) {
          attempt.tls.trust_certs = certificates.authority().certificate_pem;
          attempt.request.route.proxy = proxy_at(proxy.port());
          attempt.request.close_timeout = std::chrono::milliseconds(200);
        });
    for (auto& one : all) REQUIRE(one->wait_open());
    proxy.freeze();
    for (auto& one : all) one->transport().close(1000, "");
    for (auto& one : all) CHECK(one->outcome().status == Status::kOk);
    // The server and the proxy are still there, and silent.
    CHECK(quiet());
    CHECK(parked_connections() == 0);
    CHECK(proxy.wait_until(
        [](const ProxyRecord& record) { return record.open_now == 0; }, kSoon));
  }
}

}  // namespace pulsarws::testing
