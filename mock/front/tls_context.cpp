#include "mock/front/tls_context.h"

#include <openssl/x509.h>

#include <memory>

namespace pulsarws::mock {
namespace {

template <typename Step>
void read_file(const char* option, const std::string& name, Step step) {
  boost::system::error_code error;
  step(error);
  if (error) {
    throw UsageError(std::string(option) + " " + name + ": " + error.message());
  }
}

}  // namespace

boost::asio::ssl::context make_tls_context(const Settings& settings) {
  namespace ssl = boost::asio::ssl;
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::default_workarounds |
                      ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  read_file("--certificate", settings.certificate, [&](auto& error) {
    context.use_certificate_chain_file(settings.certificate, error);
  });
  read_file("--key", settings.key, [&](auto& error) {
    context.use_private_key_file(settings.key, ssl::context::pem, error);
  });
  if (!settings.ca.empty()) {
    read_file("--ca", settings.ca, [&](auto& error) {
      context.load_verify_file(settings.ca, error);
    });
    // Who has no certificate may still have a token.
    context.set_verify_mode(ssl::verify_peer);
    const unsigned char kContext[] = "pulsarws-mock";
    SSL_CTX_set_session_id_context(context.native_handle(), kContext,
                                   sizeof kContext - 1);
  }
  return context;
}

std::string client_common_name(SSL* connection) {
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      SSL_get1_peer_certificate(connection), X509_free);
  if (!certificate) return {};
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()),
                            NID_commonName, name, sizeof name);
  return name;
}

}  // namespace pulsarws::mock
