#include "core/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <optional>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/net/openssl_at_exit.h"

namespace pulsarws {
namespace {

std::string text_of(const X509_NAME* name) {
  std::unique_ptr<BIO, OpensslFree<BIO_free>> out(BIO_new(BIO_s_mem()));
  if (!out || !name) return "";
  X509_NAME_print_ex(out.get(), name, 0,
                     XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
}

void append_name(std::string& names, std::string_view name) {
  if (!names.empty()) names += ", ";
  names += name;
}

// The host names and addresses that a certificate is for.
std::string names_in(X509* certificate) {
  std::string names;
  std::unique_ptr<GENERAL_NAMES, OpensslFree<GENERAL_NAMES_free>> found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
          certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; found && i < sk_GENERAL_NAME_num(found.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found.get(), i);
    if (name->type == GEN_DNS) {
      append_name(
          names,
          {reinterpret_cast<const char*>(
               ASN1_STRING_get0_data(name->d.dNSName)),
           static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))});
    } else if (name->type == GEN_IPADD) {
      const unsigned char* bytes = ASN1_STRING_get0_data(name->d.iPAddress);
      int size = ASN1_STRING_length(name->d.iPAddress);
      std::string address;
      for (int b = 0; b < size; ++b) {
        if (size == 4) {
          if (b) address += '.';
          address += std::to_string(bytes[b]);
        } else {
          constexpr char kDigits[] = "0123456789abcdef";
          if (b && b % 2 == 0) address += ':';
          address += kDigits[bytes[b] >> 4];
          address += kDigits[bytes[b] & 15];
        }
      }
      append_name(names, address);
    }
  }
  return names.empty() ? text_of(X509_get_subject_name(certificate)) : names;
}

const char* what_to_do(int reason) {
  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "; renew the certificate, or check this machine's clock";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "; check this machine's clock";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return "; set tlsTrustCertsFilePath to a PEM file with the certificate "
             "of the authority that signed it";
    default:
      return "; have the server's certificate put right";
  }
}

// The first entry of a cipher list that stands for none; empty where all are
// known. OpenSSL itself complains only where nothing at all is left.
template <typename Select>
std::string unknown_in(std::string_view list, Select select) {
  constexpr std::string_view kSeparators = ":, ";
  while (!list.empty()) {
    std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    std::string entry(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    // What begins otherwise removes, reorders or commands.
    auto first = static_cast<unsigned char>(entry.empty() ? '!' : entry[0]);
    if (std::isalnum(first) && !select(entry.c_str())) return entry;
  }
  return "";
}

Error bad_ciphers(const char* option, const std::string& entry,
                  const char* where) {
  ERR_clear_error();
  return Error(
      Status::kTls,
      "option " + std::string(option) + ": " +
          (entry.empty() ? "it selects no cipher"
                         : "this OpenSSL has no cipher '" + entry + "'") +
          "; see 'openssl ciphers " + where + "'");
}

}  // namespace

TlsCheck::TlsCheck(Key, const TlsSettings& settings,
                   const wire::ServiceUrl& server, TlsMaterial material)
    : settings_(settings),
      host_(server.host),
      server_(server.to_string()),
      material_(std::move(material)) {}

Result<std::shared_ptr<TlsCheck>> TlsCheck::create(
    const TlsSettings& settings, const wire::ServiceUrl& server) {
  OpensslInUse here(OpensslInUse::For::kSetup);
  auto material = read_tls_material(settings);
  if (!material) return material.error();
  bool certificate = !material->chain.empty();
  auto check =
      std::make_shared<TlsCheck>(Key{}, settings, server, std::move(*material));
  if (certificate || !settings.ciphers.empty() ||
      !settings.cipher_suites.empty()) {
    std::unique_ptr<SSL_CTX, OpensslFree<SSL_CTX_free>> trial(
        SSL_CTX_new(TLS_client_method()));
    if (!trial) throw std::bad_alloc();
    if (auto bad = check->set_up(trial.get())) return *bad;
  }
  return check;
}

// Ciphers come first: they may set the security level, which the certificate
// has to meet.
std::optional<Error> TlsCheck::set_up(SSL_CTX* context) const {
  SSL_CTX_set_min_proto_version(context,
                                settings_.minimum_version == TlsVersion::kTls13
                                    ? TLS1_3_VERSION
                                    : TLS1_2_VERSION);
  if (const std::string& list = settings_.ciphers; !list.empty()) {
    auto select = [&](const char* text) {
      return SSL_CTX_set_cipher_list(context, text) == 1;
    };
    std::string unknown = unknown_in(list, select);
    if (!unknown.empty() || !select(list.c_str())) {
      return bad_ciphers("tlsCiphers", unknown, "-tls1_2");
    }
  }
  if (const std::string& list = settings_.cipher_suites; !list.empty()) {
    auto select = [&](const char* text) {
      return SSL_CTX_set_ciphersuites(context, text) == 1;
    };
    std::string unknown = unknown_in(list, select);
    if (!unknown.empty() || !select(list.c_str())) {
      return bad_ciphers("tlsCipherSuites", unknown, "-tls1_3");
    }
  }
  if (material_.chain.empty()) return std::nullopt;
  bool taken =
      SSL_CTX_use_certificate(context, material_.chain.front().get()) == 1;
  for (std::size_t i = 1; taken && i < material_.chain.size(); ++i) {
    taken = SSL_CTX_add1_chain_cert(context, material_.chain[i].get()) == 1;
  }
  if (taken && SSL_CTX_use_PrivateKey(context, material_.key.get()) == 1) {
    return std::nullopt;
  }
  return Error(Status::kTls,
               "the client's certificate or its key cannot be used: " +
                   openssl_reason());
}

void TlsCheck::apply(SSL_CTX* context) {
  set_up(context);  // create() has seen it succeed
  SSL_CTX_set_cert_cb(context, &TlsCheck::on_certificate_request, this);
  if (settings_.allow_insecure) return;
  if (material_.trusted) {
    X509_STORE_up_ref(material_.trusted.get());
    SSL_CTX_set_cert_store(context, material_.trusted.get());
  }
  SSL_CTX_set_cert_verify_callback(context, &TlsCheck::verify, this);
}

// Called when the server has asked for a certificate.
int TlsCheck::on_certificate_request(SSL*, void* self) noexcept {
  static_cast<TlsCheck*>(self)->asked_for_certificate_ = true;
  return 1;
}

Error TlsCheck::handshake_failure(unsigned long code,
                                  const std::string& words) const {
  HandshakeFailure failure;
  failure.words = words;
  failure.certificate_asked = asked_for_certificate_;
  if (!material_.chain.empty()) {
    X509* own = material_.chain.front().get();
    failure.certificate_sent = "subject " +
                               text_of(X509_get_subject_name(own)) +
                               ", issuer " + text_of(X509_get_issuer_name(own));
  }
  switch (code ? ERR_GET_REASON(code) : 0) {
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
      failure.kind = HandshakeFailure::Kind::kVersion;
      break;
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
      failure.kind = HandshakeFailure::Kind::kNothingInCommon;
      break;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
      failure.kind = HandshakeFailure::Kind::kCertificate;
      break;
    default:
      break;
  }
  return failed_handshake(failure, server_);
}

std::optional<Error> TlsCheck::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

int TlsCheck::verify(X509_STORE_CTX* certificates, void* self) noexcept {
  try {
    return static_cast<TlsCheck*>(self)->verify(certificates);
  } catch (...) {
    return 0;
  }
}

int TlsCheck::verify(X509_STORE_CTX* certificates) {
  if (settings_.verify_hostname) {
    X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(certificates);
    X509_VERIFY_PARAM_set_hostflags(wanted,
                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // A name is no address, but an error left in OpenSSL's queue would be
    // taken for one of the handshake.
    ERR_set_mark();
    bool set =
        X509_VERIFY_PARAM_set1_ip_asc(wanted, host_.c_str()) == 1 ||
        X509_VERIFY_PARAM_set1_host(wanted, host_.c_str(), host_.size()) == 1;
    ERR_pop_to_mark();
    if (!set) return 0;
  }
  // cpprestsdk's own callback checks the host name in its own way, always.
  X509_STORE_CTX_set_verify_cb(certificates,
                               [](int good, X509_STORE_CTX*) { return good; });
  if (X509_verify_cert(certificates) == 1) return 1;
  int reason = X509_STORE_CTX_get_error(certificates);
  X509* culprit = X509_STORE_CTX_get_current_cert(certificates);
  if (!culprit) culprit = X509_STORE_CTX_get0_cert(certificates);
  Error failure = describe(reason, culprit);
  std::lock_guard lock(mutex_);
  failure_ = std::move(failure);
  return 0;
}

Error TlsCheck::describe(int reason, X509* certificate) const {
  if (reason == X509_V_ERR_HOSTNAME_MISMATCH ||
      reason == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    return Error(Status::kTlsHostname,
                 "the certificate of " + server_ + " is for " +
                     names_in(certificate) + ", not for " + host_ +
                     "; connect by a name that the certificate holds, or turn "
                     "the check of the host name off");
  }
  return Error(Status::kTlsCertificate,
               "the certificate of " + server_ +
                   " is not trusted: " + X509_verify_cert_error_string(reason) +
                   " (subject " + text_of(X509_get_subject_name(certificate)) +
                   ", issuer " + text_of(X509_get_issuer_name(certificate)) +
                   ")" + what_to_do(reason));
}

}  // namespace pulsarws
