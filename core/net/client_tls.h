#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/net/tls_material.h"
#include "core/net/tls_settings.h"

namespace pulsarws {

class TlsVerdict;

using SslContextPointer = std::unique_ptr<SSL_CTX, OpensslFree<SSL_CTX_free>>;

// A client's TLS, made once for all its connections, and anew when one of its
// files has changed: a renewed certificate is found by the next connection.
class ClientTls {
 public:
  explicit ClientTls(TlsSettings settings);

  const TlsSettings& settings() const noexcept { return settings_; }

  // Certificates and keys as they are now, with what OpenSSL takes of them and
  // of the settings found out. kTls where it does not take something.
  Result<std::shared_ptr<const TlsMaterial>> material();

  // A context for connections of our own, each of which must be judged by a
  // verdict. Who holds it may use it as long as it likes.
  struct Context {
    std::shared_ptr<const TlsMaterial> material;
    SslContextPointer context;
  };
  Result<std::shared_ptr<const Context>> context();

  // The same for a context of somebody else's, all of whose connections are
  // judged by `verdict`. `material` is one of material().
  void apply(SSL_CTX* context, const TlsMaterial& material,
             TlsVerdict& verdict) const;

 private:
  Result<std::shared_ptr<const TlsMaterial>> material_locked();
  std::optional<Error> set_up(SSL_CTX* context,
                              const TlsMaterial& material) const;
  std::optional<Error> choose_ciphers(SSL_CTX* context) const;
  void trust(SSL_CTX* context, const TlsMaterial& material) const;

  const TlsSettings settings_;

  std::mutex mutex_;
  std::string files_;  // as they were when what follows was read
  std::shared_ptr<const TlsMaterial> material_;
  std::shared_ptr<const Context> context_;
};

}  // namespace pulsarws
