#pragma once

#include <openssl/ssl.h>

#include <string>

namespace pulsarws {

// Whom a TLS handshake asks for (SNI): a name without its final dot. An address
// is no name: some servers answer one with an alert.
void name_server(SSL* connection, const std::string& host);

// For a context of whose connections somebody else has named the server:
// puts it right when the handshake begins.
void correct_server_names(SSL_CTX* context) noexcept;

}  // namespace pulsarws
