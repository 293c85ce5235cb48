#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/net/tls_settings.h"

namespace pulsarws {

template <auto kFree>
struct OpensslFree {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using X509Pointer = std::unique_ptr<X509, OpensslFree<X509_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using StorePointer = std::unique_ptr<X509_STORE, OpensslFree<X509_STORE_free>>;

// Certificates and keys that a connection's settings name.
struct TlsMaterial {
  StorePointer trusted;            // null: the system's
  std::vector<X509Pointer> chain;  // the client's certificate first; or none
  KeyPointer key;
};

// Reads them, the files too. kTls with what is wrong and which option it is of.
Result<TlsMaterial> read_tls_material(const TlsSettings& settings);

// The reason that OpenSSL gave last, which is forgotten.
std::string openssl_reason();

}  // namespace pulsarws
