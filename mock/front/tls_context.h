#pragma once

#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>
#include <string>

#include "mock/front/settings.h"

namespace pulsarws::mock {

// The server's side of TLS: its certificate, and whose client certificates are
// taken. Throws UsageError where a file is not what it should be.
boost::asio::ssl::context make_tls_context(const Settings& settings);

// The common name in the client's certificate; empty without one.
std::string client_common_name(SSL* connection);

}  // namespace pulsarws::mock
