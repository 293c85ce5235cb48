#include "core/transport/cpprest/tls_context.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include "core/transport/cpprest/openssl_at_exit.h"

namespace pulsarws {
namespace {

std::string openssl_reason() {
  unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* text = ERR_reason_error_string(code);
  return text ? text : "unknown reason";
}

// Why `file` cannot be read at all, if so: of that OpenSSL says little.
std::optional<std::string> unreadable(const std::string& file) {
  errno = 0;
  if (std::ifstream(file).peek() != std::ifstream::traits_type::eof()) {
    return std::nullopt;
  }
  return errno ? std::generic_category().message(errno) : "it is empty";
}

std::string text_of(const X509_NAME* name) {
  std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()),
                                                &BIO_free);
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
  std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
          certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
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

}  // namespace

TlsCheck::TlsCheck(Key, const TlsSettings& settings,
                   const wire::ServiceUrl& server)
    : settings_(settings), host_(server.host), server_(server.to_string()) {}

Result<std::shared_ptr<TlsCheck>> TlsCheck::create(
    const TlsSettings& settings, const wire::ServiceUrl& server) {
  OpensslInUse here;
  auto check = std::make_shared<TlsCheck>(Key{}, settings, server);
  const std::string& file = settings.trust_certs_file;
  if (file.empty() || settings.allow_insecure) return check;
  auto reason = unreadable(file);
  if (!reason) {
    ERR_clear_error();
    check->trusted_.reset(X509_STORE_new());
    if (check->trusted_ && X509_STORE_load_locations(check->trusted_.get(),
                                                     file.c_str(), nullptr)) {
      return check;
    }
    reason = openssl_reason();
  }
  return Error(Status::kTls, "cannot read trusted certificates from '" + file +
                                 "': " + *reason +
                                 "; tlsTrustCertsFilePath must name a file of "
                                 "PEM certificates");
}

void TlsCheck::apply(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  if (settings_.allow_insecure) return;
  if (trusted_) {
    X509_STORE_up_ref(trusted_.get());
    SSL_CTX_set_cert_store(context, trusted_.get());
  }
  SSL_CTX_set_cert_verify_callback(context, &TlsCheck::verify, this);
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
