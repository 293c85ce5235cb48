#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "attempt.h"
#include "catch.h"
#include "raw_server.h"
#include "resource_baseline.h"
#include "scripted_proxy.h"
#include "scripted_server.h"
#include "test_certificates.h"
#include "unanswered_port.h"

namespace pulsarws::testing {

TEST_CASE("Cycles of connect, send and close leave nothing behind",
          "[transport][storm]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    Script script;
    script.on_text = [](const SessionPtr& session, const std::string& text) {
      session->send(text);
    };
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(script, options);
    auto cycle = [&] {
      Attempt attempt(server.url());
      attempt.tls.trust_certs_file = certificates.authority().certificate_file;
      attempt.connect();
      REQUIRE(attempt.wait_open());
      attempt.send("x");
      REQUIRE(attempt.wait_texts(1));
      attempt.transport().close(1000, "");
      REQUIRE(attempt.outcome().status == Status::kOk);
    };
    cycle();
    ResourceBaseline baseline;
    for (int i = 0; i < 100; ++i) cycle();
    baseline.check();
  }
}

TEST_CASE("Cycles through a proxy leave nothing behind",
          "[transport][proxy][storm]") {
  TestCertificates certificates;
  for (bool tls : {false, true}) {
    CAPTURE(tls);
    Script script;
    script.on_text = [](const SessionPtr& session, const std::string& text) {
      session->send(text);
    };
    ScriptedServer::Options options;
    if (tls) options.tls = ServerTls{certificates.server(), ""};
    ScriptedServer server(script, options);
    ScriptedProxy::Behaviour behaviour;
    behaviour.server_port = server.port();
    ScriptedProxy proxy(behaviour);
    behaviour.answer = ScriptedProxy::refusal(403, "Forbidden");
    ScriptedProxy refusing(behaviour);
    auto through = [](Attempt& attempt, const ScriptedProxy& one) {
      attempt.request.route.proxy.emplace();
      attempt.request.route.proxy->host = "127.0.0.1";
      attempt.request.route.proxy->port = one.port();
    };
    auto cycle = [&] {
      Attempt attempt(server.url());
      attempt.tls.trust_certs_file = certificates.authority().certificate_file;
      through(attempt, proxy);
      attempt.connect();
      REQUIRE(attempt.wait_open());
      attempt.send("x");
      REQUIRE(attempt.wait_texts(1));
      attempt.transport().close(1000, "");
      REQUIRE(attempt.outcome().status == Status::kOk);
      Attempt refused(server.url());
      through(refused, refusing);
      REQUIRE(refused.connect().outcome().status == Status::kProxy);
    };
    // Each of the scripted proxies' threads ends with its connection.
    auto idle = [&] {
      return proxy.wait_until(
          [](const ProxyRecord& all) { return all.open_now == 0; }, kSoon);
    };
    cycle();
    REQUIRE(idle());
    ResourceBaseline baseline;
    for (int i = 0; i < 50; ++i) cycle();
    CHECK(idle());
    baseline.check();
  }
}

TEST_CASE("Storms against servers that fail leave nothing behind",
          "[transport][storm]") {
  TestCertificates certificates;
  ClosedPort closed_port;
  ScriptedServer refusing(always(Refuse{401, "No"}));
  ScriptedServer hanging_up(always(HangUp{}));
  RawServer closing(RawServer::closing());
  RawServer garbage_answer(RawServer::garbage_answer());
  RawServer::Behaviour garbage = RawServer::garbage_frames();
  garbage.after = RawServer::After::kClose;
  RawServer garbage_frames(garbage);
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.unknown_authority(), ""};
  ScriptedServer untrusted({}, options);
  const std::tuple<const char*, std::string, Status> kServers[] = {
      {"closed port", "ws://127.0.0.1:" + std::to_string(closed_port.port()),
       Status::kConnect},
      {"refusing", refusing.url(), Status::kAuthentication},
      {"hanging up", hanging_up.url(), Status::kConnect},
      {"closing", closing.url(), Status::kConnect},
      {"garbage answer", garbage_answer.url(), Status::kProtocol},
      {"garbage frames", garbage_frames.url(), Status::kProtocol},
      {"untrusted", untrusted.url(), Status::kTlsCertificate},
  };
  for (const auto& [name, url, status] : kServers) {
    CAPTURE(name);
    attempts(1, url)[0]->outcome();
    ResourceBaseline baseline;
    {
      auto storm = attempts(
          50, url, [](Attempt& attempt) { attempt.request.timeout = kSoon; });
      CHECK(outcomes(storm) == std::string("50 ") + status_name(status));
    }
    baseline.check();
  }
}

TEST_CASE("A host that does not resolve leaves nothing behind",
          "[transport][storm]") {
  // One after the other: some name servers drop what comes all at once.
  const std::string url = "ws://no-such-host.invalid:80";
  attempts(1, url)[0]->outcome();
  ResourceBaseline baseline;
  for (int i = 0; i < 50; ++i) {
    auto one = attempts(1, url, [](Attempt& attempt) {
      attempt.request.timeout = std::chrono::seconds(2);
    });
    CHECK(one[0]->outcome().status != Status::kOk);
  }
  baseline.check();
}

}  // namespace pulsarws::testing
