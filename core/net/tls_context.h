#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/net/tls_material.h"
#include "core/transport/transport.h"

namespace pulsarws {

// How one connection's TLS is set up and how the server's certificate fared.
// cpprestsdk tells any failure as "TLS handshake failed"; this knows why.
// Must outlive the contexts that it was applied to.
class TlsCheck {
  struct Key {};

 public:
  // Through create() alone.
  TlsCheck(Key, const TlsSettings& settings, const wire::ServiceUrl& server,
           TlsMaterial material);

  // Reads certificates and keys, and finds out what OpenSSL does not take.
  static Result<std::shared_ptr<TlsCheck>> create(
      const TlsSettings& settings, const wire::ServiceUrl& server);

  // Versions, ciphers, the client's certificate, whom to trust, and the check
  // of the server's certificate, which cpprestsdk's own settings afterwards do
  // not undo.
  void apply(SSL_CTX* context);

  // Whether the system's certificates are trusted, not the settings' own.
  bool trusts_system() const { return !material_.trusted; }

  // Why the certificate was refused, if it was.
  std::optional<Error> failure() const;

  // What a handshake, or the first answer after it, failed for, as OpenSSL's
  // code (0: the connection just ended) and its words say.
  Error handshake_failure(unsigned long code, const std::string& words) const;
  // Whether the server has asked for a certificate.
  bool asked_for_certificate() const { return asked_for_certificate_; }

 private:
  std::optional<Error> set_up(SSL_CTX* context) const;
  static int on_certificate_request(SSL*, void* self) noexcept;
  static int verify(X509_STORE_CTX* certificates, void* self) noexcept;
  int verify(X509_STORE_CTX* certificates);
  Error describe(int reason, X509* certificate) const;

  const TlsSettings settings_;
  const std::string host_;
  const std::string server_;  // for sentences
  const TlsMaterial material_;
  std::atomic<bool> asked_for_certificate_{false};

  mutable std::mutex mutex_;
  std::optional<Error> failure_;
};

}  // namespace pulsarws
