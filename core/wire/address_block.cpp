#include "core/wire/address_block.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <charconv>
#include <cstddef>
#include <memory>
#include <string>
#include <system_error>

namespace pulsarws::wire {
namespace {

// Four bytes or sixteen; none of what is no address.
std::string address_bytes(std::string_view text) {
  struct Free {
    void operator()(ASN1_OCTET_STRING* bytes) const {
      ASN1_OCTET_STRING_free(bytes);
    }
  };
  ERR_set_mark();
  const std::unique_ptr<ASN1_OCTET_STRING, Free> bytes(
      a2i_IPADDRESS(std::string(text).c_str()));
  ERR_pop_to_mark();
  if (!bytes) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(bytes.get())),
          static_cast<std::size_t>(ASN1_STRING_length(bytes.get()))};
}

}  // namespace

bool is_in_block(std::string_view host, std::string_view block) {
  const std::size_t slash = block.find('/');
  const std::string network = address_bytes(block.substr(0, slash));
  if (network.empty()) return false;
  std::size_t bits = network.size() * 8;
  if (slash != std::string_view::npos) {
    const char* const end = block.data() + block.size();
    std::size_t given = 0;
    const auto [stop, failed] =
        std::from_chars(block.data() + slash + 1, end, given);
    if (failed != std::errc() || stop != end || given > bits) return false;
    bits = given;
  }
  const std::string address = address_bytes(host);
  if (address.size() != network.size()) return false;
  for (std::size_t i = 0; i < bits; ++i) {
    const unsigned char mask = static_cast<unsigned char>(0x80 >> i % 8);
    if (((address[i / 8] ^ network[i / 8]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace pulsarws::wire
