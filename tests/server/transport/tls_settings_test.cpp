#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "attempt.h"
#include "catch.h"
#include "scripted_server.h"
#include "test_certificates.h"

namespace pulsarws::testing {
namespace {

// A server, and connections to it that trust its authority.
class Tls {
 public:
  explicit Tls(ServerTls tls, Script script = {}) {
    ScriptedServer::Options options;
    options.tls = std::move(tls);
    server_ = std::make_unique<ScriptedServer>(std::move(script), options);
  }

  template <typename Prepare>
  Error connect(Prepare prepare) {
    Attempt attempt(server_->url());
    prepare(attempt.tls);
    attempt.connect();
    if (attempt.wait_open()) attempt.transport().close(1000, "");
    return attempt.outcome();
  }

  ScriptedServer& server() { return *server_; }

 private:
  std::unique_ptr<ScriptedServer> server_;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void check(const Error& error, Status status, const std::string& part) {
  CAPTURE(error.message);
  CHECK(status_name(error.status) == std::string(status_name(status)));
  CHECK(holds(error.message, part));
  CHECK_FALSE(holds(error.message, TestCertificates::kPassword));
  CHECK_FALSE(holds(error.message, "BEGIN PRIVATE KEY-----\nM"));
}

std::string write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace

TEST_CASE("Whom to trust: a file, a folder, text, or all of them",
          "[transport][tls]") {
  TestCertificates certificates;
  const std::string ca = certificates.authority().certificate_pem;
  const std::string stranger = certificates.unknown_authority().certificate_pem;
  const std::string folder = certificates.folder() + "/trusted";
  std::filesystem::create_directory(folder);
  Tls tls({certificates.server(), ""});

  SECTION("text") {
    CHECK_FALSE(tls.connect([&](TlsSettings& s) { s.trust_certs = ca; }));
    CHECK_FALSE(tls.connect(
        [&](TlsSettings& s) { s.trust_certs = "a\n" + stranger + ca; }));
    check(tls.connect([&](TlsSettings& s) { s.trust_certs = stranger; }),
          Status::kTlsCertificate, "not trusted");
  }
  SECTION("a folder of files") {
    write(folder + "/stranger.pem", stranger);
    auto prepare = [&](TlsSettings& s) { s.trust_certs_directory = folder; };
    check(tls.connect(prepare), Status::kTlsCertificate, "not trusted");
    write(folder + "/ca.crt", ca);
    write(folder + "/README", "no certificate");
    CHECK_FALSE(tls.connect(prepare));
    write(folder + "/broken.cer", "no certificate");
    check(tls.connect(prepare), Status::kTls, "broken.cer");
  }
  SECTION("a folder of hashed names") {
    auto prepare = [&](TlsSettings& s) { s.trust_certs_directory = folder; };
    write(folder + "/any.pem", "not read then");
    write(folder + "/00000000.0", stranger);
    check(tls.connect(prepare), Status::kTlsCertificate, "not trusted");
    const std::string hash = certificates.authority_hash();
    write(folder + "/" + hash + ".0", ca);
    CHECK_FALSE(tls.connect(prepare));
  }
  SECTION("all together") {
    write(folder + "/ca.pem", ca);
    CHECK_FALSE(tls.connect([&](TlsSettings& s) {
      s.trust_certs_file = certificates.unknown_authority().certificate_file;
      s.trust_certs = stranger;
      s.trust_certs_directory = folder;
    }));
  }
  SECTION("a question is asked under the same trust") {
    Tls refusing({certificates.server(), ""}, always(Refuse{403, "No"}));
    check(refusing.connect([&](TlsSettings& s) { s.trust_certs = ca; }),
          Status::kAuthorization, "403");
  }
}

TEST_CASE("A client's certificate", "[transport][tls]") {
  TestCertificates certificates;
  const std::string ca = certificates.authority().certificate_file;
  for (bool tls12 : {false, true}) {
    CAPTURE(tls12);
    Tls tls({certificates.server(), ca, tls12});
    auto connect = [&](auto prepare) {
      return tls.connect([&](TlsSettings& s) {
        s.trust_certs_file = ca;
        prepare(s);
      });
    };
    auto with = [&](const TlsIdentity& identity, const char* password = "") {
      return connect([&](TlsSettings& s) {
        s.certificate_file = identity.certificate_file;
        s.key_file = identity.key_file;
        s.key_password = password;
      });
    };
    CHECK_FALSE(with(certificates.client()));
    CHECK_FALSE(with(certificates.chained_client()));
    CHECK_FALSE(
        with(certificates.encrypted_client(), TestCertificates::kPassword));
    CHECK_FALSE(connect([&](TlsSettings& s) {
      s.certificate = certificates.client().certificate_pem;
      s.key = certificates.client().key_pem;
    }));
    CHECK_FALSE(connect([&](TlsSettings& s) {
      s.allow_insecure = true;
      s.certificate = certificates.client().certificate_pem;
      s.key_file = certificates.client().key_file;
    }));
    check(connect([](TlsSettings&) {}), Status::kTls,
          "set tlsCertificateFilePath and tlsKeyFilePath");
    check(with(certificates.unknown_client()), Status::kTls,
          tls12 ? "not accept the client certificate" : "");
  }
}

TEST_CASE("A refusal is asked about with the client's certificate",
          "[transport][tls]") {
  TestCertificates certificates;
  const std::string ca = certificates.authority().certificate_file;
  Tls tls({certificates.server(), ca}, always(Refuse{401, "No"}));
  check(tls.connect([&](TlsSettings& s) {
    s.trust_certs_file = ca;
    s.certificate_file = certificates.client().certificate_file;
    s.key_file = certificates.client().key_file;
  }),
        Status::kAuthentication, "401");
}

TEST_CASE("TLS versions and ciphers", "[transport][tls]") {
  TestCertificates certificates;
  const std::string ca = certificates.authority().certificate_file;
  Tls old({certificates.server(), "", true});
  Tls recent({certificates.server(), ""});
  auto connect = [&](Tls& tls, auto prepare) {
    return tls.connect([&](TlsSettings& s) {
      s.trust_certs_file = ca;
      prepare(s);
    });
  };
  auto only13 = [](TlsSettings& s) { s.minimum_version = TlsVersion::kTls13; };
  CHECK_FALSE(connect(recent, only13));
  check(connect(old, only13), Status::kTls, "tlsMinimumVersion");

  CHECK_FALSE(connect(old, [](TlsSettings& s) {
    s.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:!aNULL";
  }));
  // The server's key is no RSA key.
  check(connect(
            old,
            [](TlsSettings& s) { s.ciphers = "ECDHE-RSA-AES128-GCM-SHA256"; }),
        Status::kTls, "tlsCiphers");
  CHECK_FALSE(connect(recent, [](TlsSettings& s) {
    s.minimum_version = TlsVersion::kTls13;
    s.cipher_suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
  }));
}

TEST_CASE("Settings for TLS that cannot be used", "[transport][tls]") {
  TestCertificates certificates;
  const TlsIdentity& client = certificates.client();
  struct Case {
    const char* told;
    std::function<void(TlsSettings&)> set;
  };
  const std::string missing = certificates.folder() + "/missing.pem";
  const std::string garbage =
      write(certificates.folder() + "/garbage.pem",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  const std::string garbage_key =
      write(certificates.folder() + "/garbage.key",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  const std::string empty = certificates.folder() + "/empty";
  std::filesystem::create_directory(empty);
  const Case cases[] = {
      {"missing.pem' cannot be read: No such file",
       [&](TlsSettings& s) { s.trust_certs_file = missing; }},
      {"garbage.pem' has a certificate that cannot be read",
       [&](TlsSettings& s) { s.trust_certs_file = garbage; }},
      {"tlsTrustCerts holds no PEM certificate",
       [&](TlsSettings& s) { s.trust_certs = client.key_pem; }},
      {"tlsTrustCertsDirectory",
       [&](TlsSettings& s) { s.trust_certs_directory = missing; }},
      {"empty' holds no file",
       [&](TlsSettings& s) { s.trust_certs_directory = empty; }},
      {"tlsCertificateFilePath",
       [&](TlsSettings& s) {
         s.certificate_file = missing;
         s.key_file = client.key_file;
       }},
      {"tlsCertificate holds no PEM certificate",
       [&](TlsSettings& s) {
         s.certificate = client.key_pem;
         s.key = client.key_pem;
       }},
      {"tlsKeyFilePath",
       [&](TlsSettings& s) {
         s.certificate_file = client.certificate_file;
         s.key_file = missing;
       }},
      {"tlsKey holds no PEM private key",
       [&](TlsSettings& s) {
         s.certificate = client.certificate_pem;
         s.key = client.certificate_pem;
       }},
      {"has a private key that cannot be read",
       [&](TlsSettings& s) {
         s.certificate_file = client.certificate_file;
         s.key_file = garbage_key;
       }},
      {"does not belong to the certificate",
       [&](TlsSettings& s) {
         s.certificate = client.certificate_pem;
         s.key = certificates.server().key_pem;
       }},
      {"is encrypted: set tlsKeyPassword",
       [&](TlsSettings& s) {
         s.certificate = certificates.encrypted_client().certificate_pem;
         s.key = certificates.encrypted_client().key_pem;
       }},
      {"tlsKeyPassword is not the password",
       [&](TlsSettings& s) {
         s.certificate = certificates.encrypted_client().certificate_pem;
         s.key = certificates.encrypted_client().key_pem;
         s.key_password = "swordfish";
       }},
      {"no cipher 'NONE-SUCH'",
       [&](TlsSettings& s) { s.ciphers = "HIGH:NONE-SUCH:!aNULL"; }},
      {"tlsCiphers: it selects no cipher",
       [&](TlsSettings& s) { s.ciphers = "AES128:!AES128"; }},
      {"tlsCipherSuites: this OpenSSL has no cipher 'TLS_NONE'",
       [&](TlsSettings& s) {
         s.cipher_suites = "TLS_AES_128_GCM_SHA256:TLS_NONE";
       }},
  };
  for (const Case& one : cases) {
    Attempt attempt("wss://127.0.0.1:1");
    one.set(attempt.tls);
    Error error = attempt.connect().outcome();
    check(error, Status::kTls, one.told);
    CHECK_FALSE(holds(error.message, "swordfish"));
    CHECK(error.message.find('\n') == std::string::npos);
  }
  // Without TLS nobody looks.
  ScriptedServer plain({});
  Attempt attempt(plain.url());
  attempt.tls.trust_certs_file = missing;
  attempt.connect();
  CHECK(attempt.wait_open());
}

TEST_CASE("A renewed client certificate is found by the next connection",
          "[transport][tls]") {
  TestCertificates certificates;
  const std::string ca = certificates.authority().certificate_file;
  const std::string file = certificates.folder() + "/renewed.pem";
  Tls tls({certificates.server(), ca});
  auto connect = [&] {
    return tls.connect([&](TlsSettings& s) {
      s.trust_certs_file = ca;
      s.certificate_file = file;
      s.key_file = file;
    });
  };
  write(file, certificates.unknown_client().certificate_pem +
                  certificates.unknown_client().key_pem);
  CHECK(connect().status == Status::kTls);
  write(file,
        certificates.client().certificate_pem + certificates.client().key_pem);
  CHECK_FALSE(connect());
}

}  // namespace pulsarws::testing
