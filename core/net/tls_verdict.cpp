#include "core/net/tls_verdict.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <utility>

#include "core/net/certificate_text.h"
#include "core/net/failure_sentences.h"
#include "core/net/route.h"

namespace pulsarws {
namespace {

std::string what_to_do(int reason, const char* trust_option) {
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
      return std::string("; set ") + trust_option +
             " to a PEM file with the certificate of the authority that signed "
             "it";
    default:
      return "; have the server's certificate put right";
  }
}

int place_in_connection() {
  static const int place =
      SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return place;
}

}  // namespace

TlsVerdict::TlsVerdict(const TlsSettings& settings, const TlsMaterial& material,
                       const Route& route)
    : settings_(settings),
      material_(material),
      host_(without_final_dot(route.server.host)),
      server_(route.server_text()) {}

void TlsVerdict::judge_connections_of(SSL_CTX* context, TlsVerdict* one) {
  SSL_CTX_set_cert_cb(context, &TlsVerdict::on_certificate_request, one);
  SSL_CTX_set_cert_verify_callback(context, &TlsVerdict::verify, one);
}

void TlsVerdict::judge(SSL* connection) {
  SSL_set_ex_data(connection, place_in_connection(), this);
}

TlsVerdict* TlsVerdict::of(SSL* connection, void* one) noexcept {
  return static_cast<TlsVerdict*>(
      one ? one : SSL_get_ex_data(connection, place_in_connection()));
}

// Called when the server has asked for a certificate.
int TlsVerdict::on_certificate_request(SSL* connection, void* one) noexcept {
  of(connection, one)->asked_for_certificate_ = true;
  return 1;
}

Error TlsVerdict::handshake_failure(unsigned long code,
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

std::optional<Error> TlsVerdict::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

int TlsVerdict::verify(X509_STORE_CTX* certificates, void* one) noexcept {
  auto* connection = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(
      certificates, SSL_get_ex_data_X509_STORE_CTX_idx()));
  try {
    return of(connection, one)->verify(certificates);
  } catch (...) {
    return 0;
  }
}

int TlsVerdict::verify(X509_STORE_CTX* certificates) {
  if (settings_.allow_insecure) return 1;
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

Error TlsVerdict::describe(int reason, X509* certificate) const {
  if (reason == X509_V_ERR_HOSTNAME_MISMATCH ||
      reason == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    const char* option = settings_.names.verify_hostname;
    return Error(Status::kTlsHostname,
                 "the certificate of " + server_ + " is for " +
                     names_in(certificate) + ", not for " + host_ +
                     "; connect by a name that the certificate holds" +
                     (option ? std::string(", or turn the check of the host "
                                           "name off (") +
                                   option + ")"
                             : ""));
  }
  return Error(Status::kTlsCertificate,
               "the certificate of " + server_ +
                   " is not trusted: " + X509_verify_cert_error_string(reason) +
                   " (subject " + text_of(X509_get_subject_name(certificate)) +
                   ", issuer " + text_of(X509_get_issuer_name(certificate)) +
                   ")" + what_to_do(reason, settings_.names.trust_certs_file));
}

}  // namespace pulsarws
