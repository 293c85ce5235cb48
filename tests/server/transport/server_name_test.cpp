// Whom TLS handshakes ask for.

#include <string>

#include "attempt.h"
#include "catch.h"
#include "name_server.h"
#include "test_certificates.h"

namespace pulsarws::testing {
namespace {

// What a server was asked for by who connected to `host`.
std::vector<std::string> names_asked_for(const std::string& host) {
  TestCertificates certificates;
  ScriptedServer::Options options;
  options.tls = ServerTls{certificates.server(), ""};
  ScriptedServer server({}, options);
  Attempt attempt("wss://" + host + ":" + std::to_string(server.port()));
  attempt.tls.trust_certs_file = certificates.authority().certificate_file;
  attempt.connect();
  CHECK(attempt.wait_open());
  return server.record().server_names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("TLS asks for a name without its final dot, and for no address",
          "[transport]") {
  CHECK(names_asked_for("127.0.0.1") == Names{""});
  // A bare chroot does not know the name itself.
  const FakeHost name("localhost", {"127.0.0.1"});
  CHECK(names_asked_for("localhost") == Names{"localhost"});
  const FakeHost absolute("localhost.", {"127.0.0.1"});
  CHECK(names_asked_for("localhost.") == Names{"localhost"});
}

}  // namespace pulsarws::testing
