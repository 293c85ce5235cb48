#include "mock/front/token_check.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <simdjson.h>

#include <algorithm>

#include "core/base/small_file.h"
#include "core/wire/base64.h"

namespace pulsarws::mock {
namespace {

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return wire::decode_base64(standard);
}

const EVP_MD* digest_of(std::string_view algorithm) {
  const std::string_view bits = algorithm.substr(2);
  if (bits == "256") return EVP_sha256();
  if (bits == "384") return EVP_sha384();
  return bits == "512" ? EVP_sha512() : nullptr;
}

bool has_hmac(const std::string& key, const EVP_MD* digest,
              std::string_view text, std::string_view code) {
  unsigned char made[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), made,
       &size);
  return size == code.size() && CRYPTO_memcmp(made, code.data(), size) == 0;
}

bool has_signature(EVP_PKEY* key, const EVP_MD* digest, std::string_view text,
                   std::string_view signature) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(
      EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto bytes = [](std::string_view view) {
    return reinterpret_cast<const unsigned char*>(view.data());
  };
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) ==
             1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(),
                          bytes(text), text.size()) == 1;
}

std::string read_key(const char* option, const std::string& name) {
  auto content = read_small_file(path_in(name));
  if (!content) {
    throw UsageError(std::string(option) + " " + name + " " +
                     content.error().message);
  }
  return std::move(*content);
}

// PEM or DER.
EVP_PKEY* parse_public_key(const std::string& content) {
  const std::unique_ptr<BIO, int (*)(BIO*)> source(
      BIO_new_mem_buf(content.data(), static_cast<int>(content.size())),
      BIO_free);
  if (EVP_PKEY* key =
          PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr)) {
    return key;
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(content.data());
  return d2i_PUBKEY(nullptr, &bytes, static_cast<long>(content.size()));
}

}  // namespace

TokenCheck::TokenCheck(const Settings& settings) {
  if (!settings.token_secret_key.empty()) {
    secret_ = read_key("--token-secret-key", settings.token_secret_key);
  }
  if (settings.token_public_key.empty()) return;
  const std::string content =
      read_key("--token-public-key", settings.token_public_key);
  public_key_.reset(parse_public_key(content), EVP_PKEY_free);
  if (!public_key_) {
    throw UsageError("--token-public-key " + settings.token_public_key +
                     " is no public key");
  }
}

bool TokenCheck::is_signed(std::string_view algorithm,
                           std::string_view signed_part,
                           std::string_view signature) const {
  if (algorithm.size() != 5) return false;
  const EVP_MD* digest = digest_of(algorithm);
  if (!digest) return false;
  const std::string_view kind = algorithm.substr(0, 2);
  if (kind == "HS" && !secret_.empty()) {
    return has_hmac(secret_, digest, signed_part, signature);
  }
  return kind == "RS" && public_key_ &&
         has_signature(public_key_.get(), digest, signed_part, signature);
}

std::optional<std::string> TokenCheck::role(std::string_view token,
                                            std::int64_t now_seconds) const {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto header = decode_base64url(token.substr(0, first));
  const auto claims =
      decode_base64url(token.substr(first + 1, last - first - 1));
  const auto signature = decode_base64url(token.substr(last + 1));
  if (!header || !claims || !signature) return std::nullopt;

  simdjson::dom::parser parser;
  std::string_view algorithm;
  if (parser.parse(*header)["alg"].get(algorithm) != simdjson::SUCCESS ||
      !is_signed(algorithm, token.substr(0, last), *signature)) {
    return std::nullopt;
  }
  simdjson::dom::element all;
  std::string_view subject;
  if (parser.parse(*claims).get(all) != simdjson::SUCCESS ||
      all["sub"].get(subject) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  double time = 0;
  const bool is_over = all["exp"].get(time) == simdjson::SUCCESS &&
                       static_cast<double>(now_seconds) >= time;
  const bool is_early = all["nbf"].get(time) == simdjson::SUCCESS &&
                        static_cast<double>(now_seconds) < time;
  if (is_over || is_early) return std::nullopt;
  return std::string(subject);
}

}  // namespace pulsarws::mock
