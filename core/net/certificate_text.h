#pragma once

#include <openssl/x509.h>

#include <string>

namespace pulsarws {

// A distinguished name as people write it, "CN=localhost".
std::string text_of(const X509_NAME* name);

// The host names and addresses that a certificate is for.
std::string names_in(X509* certificate);

}  // namespace pulsarws
