#include "core/net/websocket_accept.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "core/wire/base64.h"

namespace pulsarws {

std::string websocket_accept(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(),
                 nullptr) != 1) {
    throw std::runtime_error("no SHA-1");
  }
  return wire::encode_base64(
      {reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace pulsarws
