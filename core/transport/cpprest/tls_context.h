#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/transport/transport.h"

namespace pulsarws {

// How one connection's TLS is set up and how the server's certificate fared.
// cpprestsdk tells any failure as "TLS handshake failed"; this knows why.
// Must outlive the contexts that it was applied to.
class TlsCheck {
  struct Key {};

 public:
  // Through create() alone.
  TlsCheck(Key, const TlsSettings& settings, const wire::ServiceUrl& server);

  // Reads the file of trusted certificates.
  static Result<std::shared_ptr<TlsCheck>> create(
      const TlsSettings& settings, const wire::ServiceUrl& server);

  // The oldest version, whom to trust, and the check of the server's
  // certificate, which cpprestsdk's own settings afterwards do not undo.
  void apply(SSL_CTX* context);

  // Why the certificate was refused, if it was.
  std::optional<Error> failure() const;

 private:
  struct StoreDeleter {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };

  static int verify(X509_STORE_CTX* certificates, void* self) noexcept;
  int verify(X509_STORE_CTX* certificates);
  Error describe(int reason, X509* certificate) const;

  const TlsSettings settings_;
  const std::string host_;
  const std::string server_;  // for sentences
  std::unique_ptr<X509_STORE, StoreDeleter> trusted_;

  mutable std::mutex mutex_;
  std::optional<Error> failure_;
};

}  // namespace pulsarws
