#include "core/net/byte_stream.h"

#include "core/net/route.h"

namespace pulsarws {

void ByteStream::add_tls(std::shared_ptr<const ClientTls::Context> context,
                         const ClientTls& tls, const Route& route) {
  context_ = std::move(context);
  SSL_CTX* native = context_->context.get();
  SSL_CTX_up_ref(native);
  boost::asio::ssl::context shared(native);  // gives the reference back
  tls_ = std::make_unique<TlsStream>(std::move(plain_), shared);
  verdict_ =
      std::make_unique<TlsVerdict>(tls.settings(), *context_->material, route);
  SSL* connection = tls_->native_handle();
  verdict_->judge(connection);
  // An address is no name: some servers answer one with an alert.
  const std::string name = without_final_dot(route.server.host);
  if (!is_address(name)) SSL_set_tlsext_host_name(connection, name.c_str());
}

}  // namespace pulsarws
