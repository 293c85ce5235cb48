#pragma once

#include <string>

#include "tls_identity.h"

namespace pulsarws::testing {

// Certificates for TLS tests, made at construction in a temporary folder that
// the destructor removes. All keys are P-256, so making them takes
// milliseconds.
class TestCertificates {
 public:
  TestCertificates();
  ~TestCertificates();
  TestCertificates(const TestCertificates&) = delete;
  TestCertificates& operator=(const TestCertificates&) = delete;

  // The folder that holds all files.
  const std::string& folder() const { return folder_; }

  // The authority that clients of these tests are told to trust.
  const TlsIdentity& authority() const { return authority_; }
  // By which OpenSSL finds it in a folder: "5ed36f99".
  const std::string& authority_hash() const { return authority_hash_; }
  // Valid, for localhost, 127.0.0.1 and ::1, signed by the authority.
  const TlsIdentity& server() const { return server_; }
  // Signed by the authority, but for wrong.example alone.
  const TlsIdentity& wrong_host() const { return wrong_host_; }
  // Signed by the authority, for an address that stands among the host names.
  const TlsIdentity& address_as_name() const { return address_as_name_; }
  // For localhost and 127.0.0.1, but signed by an authority nobody trusts.
  const TlsIdentity& unknown_authority() const { return unknown_authority_; }
  // For localhost and 127.0.0.1, signed by the authority, expired a day ago.
  const TlsIdentity& expired() const { return expired_; }
  // A client's certificate, signed by the authority.
  const TlsIdentity& client() const { return client_; }
  // Another one with its key encrypted, whose password is kPassword.
  static constexpr const char* kPassword = "open sesame";
  const TlsIdentity& encrypted_client() const { return encrypted_client_; }
  // One signed by an authority that is itself signed by the authority; the
  // file holds both.
  const TlsIdentity& chained_client() const { return chained_client_; }
  // One signed by an authority nobody trusts.
  const TlsIdentity& unknown_client() const { return unknown_client_; }

 private:
  std::string folder_;
  TlsIdentity authority_;
  std::string authority_hash_;
  TlsIdentity server_;
  TlsIdentity wrong_host_;
  TlsIdentity address_as_name_;
  TlsIdentity unknown_authority_;
  TlsIdentity expired_;
  TlsIdentity client_;
  TlsIdentity encrypted_client_;
  TlsIdentity chained_client_;
  TlsIdentity unknown_client_;
};

}  // namespace pulsarws::testing
