#include "core/net/byte_stream.h"

#include "core/net/route.h"
#include "core/net/server_name.h"

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
  name_server(connection, route.server.host);
}

}  // namespace pulsarws
