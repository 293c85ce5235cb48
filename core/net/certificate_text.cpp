#include "core/net/certificate_text.h"

#include <openssl/bio.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string_view>

#include "core/net/route.h"
#include "core/net/tls_material.h"

namespace pulsarws {
namespace {

void append_name(std::string& names, std::string_view name) {
  if (!names.empty()) names += ", ";
  names += name;
}

}  // namespace

std::string text_of(const X509_NAME* name) {
  std::unique_ptr<BIO, OpensslFree<BIO_free>> out(BIO_new(BIO_s_mem()));
  if (!out || !name) return "";
  X509_NAME_print_ex(out.get(), name, 0,
                     XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
}

std::string names_in(X509* certificate) {
  std::string names;
  std::unique_ptr<GENERAL_NAMES, OpensslFree<GENERAL_NAMES_free>> found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
          certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; found && i < sk_GENERAL_NAME_num(found.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found.get(), i);
    if (name->type == GEN_DNS) {
      std::string dns(
          reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
          static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
      // Nobody who connects by the address takes that for it.
      if (is_address(dns)) {
        dns = "the host name \"" + dns + "\" (which is no IP address there)";
      }
      append_name(names, dns);
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

}  // namespace pulsarws
