#pragma once

#include <string>

namespace pulsarws::testing {

// A certificate with its private key, as files and as PEM text. The files live
// as long as the TestCertificates that made them.
struct TlsIdentity {
  std::string certificate_file;
  std::string key_file;
  std::string certificate_pem;
  std::string key_pem;
};

// How a test server speaks TLS. A client certificate is demanded when
// `client_ca_file` is not empty.
struct ServerTls {
  TlsIdentity identity;
  std::string client_ca_file;
  bool tls12_only = false;
};

}  // namespace pulsarws::testing
