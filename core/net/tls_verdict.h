#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/net/route.h"
#include "core/net/tls_material.h"
#include "core/net/tls_settings.h"

namespace pulsarws {

// What became of one connection's TLS handshake, and why. It checks the
// server's certificate itself: OpenSSL's own words for a failure are those of
// an alert.
class TlsVerdict {
 public:
  // `settings` and `material` must outlive it.
  TlsVerdict(const TlsSettings& settings, const TlsMaterial& material,
             const Route& route);

  // Has the connections of a context judged: each by the verdict that it was
  // given with judge(), or all by `one`, which must outlive the context.
  static void judge_connections_of(SSL_CTX* context, TlsVerdict* one);
  // For a connection of such a context; must outlive it.
  void judge(SSL* connection);

  // Why the certificate was refused, if it was.
  std::optional<Error> failure() const;

  // What a handshake, or the first answer after it, failed for, as OpenSSL's
  // code (0: the connection just ended) and its words say.
  Error handshake_failure(unsigned long code, const std::string& words) const;
  // Whether the server has asked for a certificate.
  bool asked_for_certificate() const { return asked_for_certificate_; }

 private:
  static TlsVerdict* of(SSL* connection, void* one) noexcept;
  static int on_certificate_request(SSL* connection, void* one) noexcept;
  static int verify(X509_STORE_CTX* certificates, void* one) noexcept;
  int verify(X509_STORE_CTX* certificates);
  Error describe(int reason, X509* certificate) const;

  const TlsSettings& settings_;
  const TlsMaterial& material_;
  const std::string host_;
  const std::string server_;  // for sentences
  std::atomic<bool> asked_for_certificate_{false};

  mutable std::mutex mutex_;
  std::optional<Error> failure_;
};

}  // namespace pulsarws
