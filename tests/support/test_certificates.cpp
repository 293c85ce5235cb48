#include "test_certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace pulsarws::testing {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

constexpr long kDay = 24L * 60 * 60;

void check(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

struct Issued {
  Key key;
  Certificate certificate;
};

struct Request {
  const char* common_name;
  // OpenSSL's notation, such as "DNS:localhost"; none for an authority.
  const char* alternative_names = nullptr;
  bool is_authority = false;
  long valid_from = -kDay;
  long valid_to = 30 * kDay;
};

void add_extension(X509* certificate, X509* issuer, int nid,
                   const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  check(extension && X509_add_ext(certificate, extension.get(), -1) == 1,
        value);
}

// Signs itself when there is no issuer.
Issued issue(const Request& request, const Issued* issuer) {
  static long serial = 1;
  Issued issued;
  issued.key.reset(EVP_EC_gen("P-256"));
  issued.certificate.reset(X509_new());
  check(issued.key && issued.certificate, "no key");

  X509* certificate = issued.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), request.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(certificate), request.valid_to);
  X509_set_pubkey(certificate, issued.key.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(
      name, "CN", MBSTRING_ASC,
      reinterpret_cast<const unsigned char*>(request.common_name), -1, -1, 0);

  X509* signer = issuer ? issuer->certificate.get() : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  add_extension(certificate, signer, NID_basic_constraints,
                request.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  add_extension(certificate, signer, NID_key_usage,
                request.is_authority ? "critical,keyCertSign,cRLSign"
                                     : "critical,digitalSignature");
  add_extension(certificate, signer, NID_subject_key_identifier, "hash");
  if (issuer) {
    add_extension(certificate, signer, NID_authority_key_identifier, "keyid");
  }
  if (request.alternative_names) {
    add_extension(certificate, signer, NID_subject_alt_name,
                  request.alternative_names);
  }
  EVP_PKEY* signing_key = issuer ? issuer->key.get() : issued.key.get();
  check(X509_sign(certificate, signing_key, EVP_sha256()) > 0, "X509_sign");
  return issued;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
  return path;
}

// `chain`, if any, follows the certificate; with a password the key is
// encrypted.
TlsIdentity store(const Issued& issued, const std::string& folder,
                  const std::string& name, const Issued* chain = nullptr,
                  const char* password = nullptr) {
  Memory certificate(BIO_new(BIO_s_mem()));
  Memory key(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(certificate.get(), issued.certificate.get()) == 1,
        "PEM_write_bio_X509");
  if (chain) PEM_write_bio_X509(certificate.get(), chain->certificate.get());
  check(PEM_write_bio_PKCS8PrivateKey(
            key.get(), issued.key.get(), password ? EVP_aes_256_cbc() : nullptr,
            password, password ? static_cast<int>(std::strlen(password)) : 0,
            nullptr, nullptr) == 1,
        "PEM_write_bio_PKCS8PrivateKey");
  TlsIdentity identity;
  identity.certificate_pem = text_of(certificate.get());
  identity.key_pem = text_of(key.get());
  identity.certificate_file =
      write_file(folder + "/" + name + ".crt", identity.certificate_pem);
  identity.key_file =
      write_file(folder + "/" + name + ".key", identity.key_pem);
  return identity;
}

std::string make_folder() {
  std::string path =
      (std::filesystem::temp_directory_path() / "pulsarws-certificates-XXXXXX")
          .string();
  if (!mkdtemp(path.data())) throw std::runtime_error("mkdtemp " + path);
  return path;
}

}  // namespace

TestCertificates::TestCertificates() : folder_(make_folder()) {
  // Or its clean-up at exit would forget what parked connections still have,
  // and the address sanitizer call that a leak.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  const char* loopback = "DNS:localhost,IP:127.0.0.1,IP:::1";
  Request authority{"pulsarws test authority"};
  authority.is_authority = true;
  Request stranger{"pulsarws stranger"};
  stranger.is_authority = true;
  Request expired{"localhost", loopback};
  expired.valid_from = -30 * kDay;
  expired.valid_to = -kDay;

  const Issued trusted = issue(authority, nullptr);
  const Issued untrusted = issue(stranger, nullptr);
  authority_ = store(trusted, folder_, "authority");
  char hash[9];
  std::snprintf(hash, sizeof hash, "%08lx",
                X509_subject_name_hash(trusted.certificate.get()));
  authority_hash_ = hash;
  server_ = store(issue({"localhost", loopback}, &trusted), folder_, "server");
  wrong_host_ = store(issue({"wrong.example", "DNS:wrong.example"}, &trusted),
                      folder_, "wrong-host");
  address_as_name_ = store(issue({"server", "DNS:127.0.0.1"}, &trusted),
                           folder_, "address-as-name");
  unknown_authority_ = store(issue({"localhost", loopback}, &untrusted),
                             folder_, "unknown-authority");
  expired_ = store(issue(expired, &trusted), folder_, "expired");
  client_ = store(issue({"test-client"}, &trusted), folder_, "client");
  encrypted_client_ = store(issue({"encrypted"}, &trusted), folder_,
                            "encrypted-client", nullptr, kPassword);
  Request between{"pulsarws intermediate"};
  between.is_authority = true;
  const Issued intermediate = issue(between, &trusted);
  chained_client_ = store(issue({"chained"}, &intermediate), folder_,
                          "chained-client", &intermediate);
  unknown_client_ =
      store(issue({"unknown"}, &untrusted), folder_, "unknown-client");
}

TestCertificates::~TestCertificates() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace pulsarws::testing
