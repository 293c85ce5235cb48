#include <string>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "scripted_server.h"
#include "test_certificates.h"
#include "unanswered_port.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

// Checks status and a part of the sentence, and that nothing else was told.
void check_failure(Attempt& attempt, Status status, const std::string& part) {
  Error error = attempt.connect().outcome();
  CAPTURE(error.message);
  CHECK(error.status == status);
  CHECK(error.message.find(part) != std::string::npos);
  CHECK(attempt.told().events == std::vector<std::string>{"closed"});
}

}  // namespace

TEST_CASE("A host that does not resolve", "[transport]") {
  for (const char* url :
       {"ws://no-such-host.invalid:8080", "wss://no-such-host.invalid:8443"}) {
    Attempt attempt(url);
    check_failure(attempt, Status::kNameResolution, "no-such-host.invalid");
  }
}

TEST_CASE("A port that is closed", "[transport]") {
  ClosedPort port;
  for (const char* scheme : {"ws", "wss"}) {
    Attempt attempt(scheme + ("://127.0.0.1:" + std::to_string(port.port())));
    check_failure(attempt, Status::kConnect, "check host and port");
  }
}

TEST_CASE("A server that closes or resets at once", "[transport]") {
  for (auto after : {RawServer::After::kClose, RawServer::After::kReset}) {
    RawServer::Behaviour behaviour = RawServer::closing();
    behaviour.after = after;
    RawServer server(behaviour);
    Attempt plain(server.url());
    bool closes = after == RawServer::After::kClose;
    check_failure(plain, Status::kConnect, closes ? "wss://" : "");
    Attempt secure("wss://127.0.0.1:" + std::to_string(server.port()));
    if (closes) {
      check_failure(secure, Status::kTls, "TLS handshake failed");
    } else {
      // The reset may come before the connection is there for us.
      Status status = secure.connect().outcome().status;
      CHECK((status == Status::kTls || status == Status::kConnect));
    }
  }
}

TEST_CASE("A server that hangs up on the request", "[transport]") {
  TestCertificates certificates;
  ServerTls tls{certificates.server(), ""};
  ScriptedServer plain(always(HangUp{}));
  Attempt attempt(plain.url());
  check_failure(attempt, Status::kConnect, "without an answer");

  ScriptedServer::Options options;
  options.tls = tls;
  ScriptedServer secure(always(HangUp{}), options);
  Attempt over_tls(secure.url());
  over_tls.tls.trust_certs_file = certificates.authority().certificate_file;
  check_failure(over_tls, Status::kConnect, "without an answer");
}

TEST_CASE("A server that does not speak HTTP", "[transport]") {
  RawServer server(RawServer::garbage_answer());
  Attempt attempt(server.url());
  check_failure(attempt, Status::kProtocol, "HTTP");
}

TEST_CASE("ws:// to a TLS port, and wss:// to a plain one", "[transport]") {
  TestCertificates certificates;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(), ""};
  ScriptedServer secure({}, options);
  Attempt plain_attempt("ws://127.0.0.1:" + std::to_string(secure.port()));
  check_failure(plain_attempt, Status::kConnect, "wss://");

  RawServer plain({RawServer::Stage::kAccepted, "HTTP/1.1 400 Bad Request\r\n",
                   RawServer::After::kDiscard});
  Attempt secure_attempt("wss://127.0.0.1:" + std::to_string(plain.port()));
  check_failure(secure_attempt, Status::kTls, "ws://");
}

TEST_CASE("Certificates that must not be accepted", "[transport]") {
  TestCertificates certificates;
  const std::string ca = certificates.authority().certificate_file;
  auto serve = [](const TlsIdentity& identity) {
    ScriptedServer::Options options;
    options.tls = ServerTls{identity, ""};
    return std::make_unique<ScriptedServer>(Script{}, options);
  };
  auto attempt_at = [&](const ScriptedServer& server) {
    Attempt attempt(server.url());
    attempt.tls.trust_certs_file = ca;
    return attempt;
  };

  SECTION("unknown authority") {
    auto server = serve(certificates.unknown_authority());
    Attempt attempt = attempt_at(*server);
    check_failure(attempt, Status::kTlsCertificate, "tlsTrustCertsFilePath");
  }
  SECTION("an authority that only the test knows, and the system's store") {
    auto server = serve(certificates.server());
    Attempt attempt(server->url());
    check_failure(attempt, Status::kTlsCertificate, "tlsTrustCertsFilePath");
  }
  SECTION("expired") {
    auto server = serve(certificates.expired());
    Attempt attempt = attempt_at(*server);
    check_failure(attempt, Status::kTlsCertificate, "expired");
  }
  SECTION("wrong host") {
    auto server = serve(certificates.wrong_host());
    Attempt attempt = attempt_at(*server);
    check_failure(attempt, Status::kTlsHostname,
                  "is for wrong.example, not for 127.0.0.1");
  }
  SECTION("wrong address") {
    auto server = serve(certificates.wrong_host());
    Attempt attempt("wss://127.0.0.1:" + std::to_string(server->port()));
    attempt.tls.trust_certs_file = ca;
    check_failure(attempt, Status::kTlsHostname, "not for 127.0.0.1");
  }
  SECTION("the address stands in the certificate as a host name") {
    auto server = serve(certificates.address_as_name());
    Attempt attempt("wss://127.0.0.1:" + std::to_string(server->port()));
    attempt.tls.trust_certs_file = ca;
    check_failure(attempt, Status::kTlsHostname,
                  "is for the host name \"127.0.0.1\" (which is no IP address "
                  "there), not for 127.0.0.1");
  }
  SECTION("wrong host, with the check of host names off") {
    auto server = serve(certificates.wrong_host());
    Attempt attempt = attempt_at(*server);
    attempt.tls.verify_hostname = false;
    attempt.connect();
    CHECK(attempt.wait_open());
  }
  SECTION("unknown authority, with the check of host names off") {
    auto server = serve(certificates.unknown_authority());
    Attempt attempt = attempt_at(*server);
    attempt.tls.verify_hostname = false;
    check_failure(attempt, Status::kTlsCertificate, "not trusted");
  }
  SECTION("anything, with all checks off") {
    for (const TlsIdentity* identity :
         {&certificates.unknown_authority(), &certificates.expired(),
          &certificates.wrong_host()}) {
      auto server = serve(*identity);
      Attempt attempt = attempt_at(*server);
      attempt.tls.allow_insecure = true;
      attempt.connect();
      CHECK(attempt.wait_open());
    }
  }
  SECTION("an address that the certificate holds") {
    auto server = serve(certificates.server());
    Attempt attempt("wss://127.0.0.1:" + std::to_string(server->port()));
    attempt.tls.trust_certs_file = ca;
    attempt.connect();
    CHECK(attempt.wait_open());
  }
}

TEST_CASE("A refusal is asked about under the same checks", "[transport]") {
  TestCertificates certificates;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.wrong_host(), ""};
  ScriptedServer server(always(Refuse{403, "No"}), options);
  Attempt attempt(server.url());
  attempt.tls.trust_certs_file = certificates.authority().certificate_file;
  attempt.tls.verify_hostname = false;
  check_failure(attempt, Status::kAuthorization, "403");
}

TEST_CASE("A server that wants a client's certificate", "[transport]") {
  TestCertificates certificates;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(),
                          certificates.authority().certificate_file};
  ScriptedServer server({}, options);
  Attempt attempt(server.url());
  attempt.tls.trust_certs_file = certificates.authority().certificate_file;
  Error error = attempt.connect().outcome();
  CAPTURE(error.message);
  CHECK((error.status == Status::kTls || error.status == Status::kConnect));
}

TEST_CASE("A file of trusted certificates that cannot be read", "[transport]") {
  TestCertificates certificates;
  for (const std::string& file :
       {certificates.folder() + "/missing.pem", certificates.folder(),
        certificates.server().key_file}) {
    Attempt attempt("wss://127.0.0.1:1");
    attempt.tls.trust_certs_file = file;
    check_failure(attempt, Status::kTls, "'" + file + "'");
  }
}

TEST_CASE("A silent server costs the connect timeout", "[transport]") {
  TestCertificates certificates;
  RawServer tcp_only(RawServer::silent());
  ScriptedServer no_answer(always(Silent{}));
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(), ""};
  ScriptedServer no_answer_tls(always(Silent{}), options);
  for (const std::string& url :
       {tcp_only.url(), "wss://127.0.0.1:" + std::to_string(tcp_only.port()),
        no_answer.url(), no_answer_tls.url()}) {
    CAPTURE(url);
    Attempt attempt(url);
    attempt.request.timeout = std::chrono::milliseconds(300);
    attempt.tls.trust_certs_file = certificates.authority().certificate_file;
    check_failure(attempt, Status::kConnectTimeout, "within 300 ms");
  }
}

TEST_CASE("A port that drops connections", "[transport]") {
  BlackHole hole;
  Attempt attempt("ws://127.0.0.1:" + std::to_string(hole.port()));
  attempt.request.timeout = std::chrono::milliseconds(500);
  check_failure(attempt, Status::kConnectTimeout, "within 500 ms");
}

TEST_CASE("Closing or abandoning while connecting", "[transport]") {
  for (const char* scheme : {"ws", "wss"}) {
    RawServer server(RawServer::silent());
    const std::string url =
        std::string(scheme) + "://127.0.0.1:" + std::to_string(server.port());
    Attempt closed(url);
    closed.connect();
    REQUIRE(wait_for([&] { return server.accepted() == 1; }, kSoon));
    closed.transport().close(1000, "");
    CHECK(closed.outcome().status == Status::kOk);
    CHECK(closed.told().events == std::vector<std::string>{"closed"});

    Attempt abandoned(url);
    abandoned.connect();
    REQUIRE(wait_for([&] { return server.accepted() == 2; }, kSoon));
    abandoned.transport().abandon(Error(Status::kTimeout, "enough"));
    CHECK(abandoned.outcome().message == "enough");
  }
  CHECK(quiet());
}

TEST_CASE("An upgrade that comes after the close is closed too",
          "[transport]") {
  // The server answers when told to: by then nobody wants the answer.
  Recorded<bool> asked;
  Recorded<bool> answer;
  Script script;
  script.on_handshake = [&](const Handshake&) -> Answer {
    asked.update([](bool& yes) { yes = true; });
    answer.wait_until([](bool go) { return go; }, kSoon);
    return Accept{};
  };
  ScriptedServer server(script);
  Attempt attempt(server.url());
  attempt.connect();
  REQUIRE(asked.wait_until([](bool yes) { return yes; }, kSoon));
  attempt.transport().close(1000, "");
  CHECK(attempt.outcome().status == Status::kOk);
  answer.update([](bool& go) { go = true; });
  CHECK(quiet());
  CHECK(attempt.told().events == std::vector<std::string>{"closed"});
  CHECK(server.wait_until(
      [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon));
}

}  // namespace pulsarws::testing
