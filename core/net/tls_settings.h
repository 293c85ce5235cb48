#pragma once

#include <cstdint>
#include <string>

namespace pulsarws {

enum class TlsVersion : std::uint8_t { kTls12, kTls13 };

// What the options are called that settings came from: for sentences.
struct TlsOptionNames {
  const char* trust_certs_file = "tlsTrustCertsFilePath";
  const char* trust_certs_directory = "tlsTrustCertsDirectory";
  const char* trust_certs = "tlsTrustCerts";
  const char* certificate_file = "tlsCertificateFilePath";
  const char* certificate = "tlsCertificate";
  const char* key_file = "tlsKeyFilePath";
  const char* key = "tlsKey";
  const char* key_password = "tlsKeyPassword";
  const char* ciphers = "tlsCiphers";
  const char* cipher_suites = "tlsCipherSuites";
  const char* verify_hostname = "tlsEnableHostnameVerification";  // or null
};

// How to check a server, and how to prove who we are. Empty text is what is not
// set; all certificates and keys are PEM, in a file or in the text itself.
struct TlsSettings {
  // Whom to trust: all of these together, or with none of them the system's.
  std::string trust_certs_file;
  std::string trust_certs_directory;
  std::string trust_certs;
  bool allow_insecure = false;  // no verification whatever
  bool verify_hostname = true;  // may be off while the chain is still checked

  // The client's certificate, followed by those of its chain, and its key.
  std::string certificate_file;
  std::string certificate;
  std::string key_file;
  std::string key;
  std::string key_password;

  TlsVersion minimum_version = TlsVersion::kTls12;
  std::string ciphers;        // OpenSSL's list, for TLS 1.2
  std::string cipher_suites;  // the same for TLS 1.3

  TlsOptionNames names;
};

}  // namespace pulsarws
