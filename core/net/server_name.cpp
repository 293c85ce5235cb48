#include "core/net/server_name.h"

#include <new>

#include "core/net/route.h"

namespace pulsarws {
namespace {

void correct(const SSL* connection, int where, int) noexcept {
  if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
  const char* given = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  if (!given) return;
  try {
    // OpenSSL gives the callback what it may change everywhere else.
    name_server(const_cast<SSL*>(connection), std::string(given));
  } catch (const std::bad_alloc&) {
    return;  // most servers take what there is
  }
}

}  // namespace

void name_server(SSL* connection, const std::string& host) {
  const std::string name = without_final_dot(host);
  const char* asked_for = is_address(name) ? nullptr : name.c_str();
  SSL_set_tlsext_host_name(connection, asked_for);
}

void correct_server_names(SSL_CTX* context) noexcept {
  SSL_CTX_set_info_callback(context, &correct);
}

}  // namespace pulsarws
