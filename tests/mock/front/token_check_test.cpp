#include "mock/front/token_check.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "core/wire/base64.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_file.h"

using namespace pulsarws;
using namespace pulsarws::mock;
using pulsarws::testing::TemporaryFile;

namespace {

// The pair's other half is nowhere.
const char* const kPublicKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAiqwWzWE2MnuMVrZUA5dO\n"
    "0OB2Anbhu7O7FP2qs5NwM64GoNixGv1zOXX7GiyEzv/LjHoI9oDBCEztU3TTUIsS\n"
    "wJGvrDb/j9qo5s76JEW7ik9vwLV2kQVDrMYF17Pr/fHtQ0Ygic1wzVcuYBdPtdWk\n"
    "tbD9yyNNpUtZ6mT4f1YLUjhjxY70q0+Mppbf2DWGncGjCDBjjaMD0vSq2yEjQmyU\n"
    "WYbf8merFjBkv5Ime2+HzxBdoq8gtnXfOH/sFjCyXojpuam1bOgTFGudsGbK0gu3\n"
    "5xmX5kFz4DDob9BprsHkNE5qjTgZcBGnwcnyR9RKYgM0NuGwsZ7RCihDQglewUjH\n"
    "YwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

const std::string kSignedByIt =
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.Qk0Wmh4wKMHTFyMtWfeouDEoOHunv1Vt"
    "dmBV4Ra0IOpWEXjvdpBZnWiyG_up637UKsk3HPBZYNy1tsgXowUkAm5whsZcA9Lw0b52z6"
    "Nv7kpQKB1QV4Obke5kCFoyHejPYoJVelMr7EpXm9GVA8GPr4Q-Ch_cwZ8iDJk6A0ry9SGD"
    "nG-sNKqMxGRisTAyHmIaZJfLjUDlQfgkSdIqy10_5NZMMkAlOgFbWn2mBGYi3xy_U1A97z"
    "6VLi8n4Z5siUyFTLL3kbVHWpvwbQj5NJp3lbd26fCZa1vmpPeFIffOAQuOfqOGOVnACxN0"
    "EhsiiXSfUcGkOfVizPICTStLmYjeMg";

constexpr std::int64_t kNow = 1700000000;
const std::string kSecret = "a secret of some length, as it has to be";

std::string base64url(std::string_view bytes) {
  std::string text = wire::encode_base64(bytes);
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::string signed_token(const std::string& header, const std::string& claims,
                         const std::string& secret,
                         const EVP_MD* digest = EVP_sha256()) {
  const std::string text = base64url(header) + "." + base64url(claims);
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(digest, secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code,
       &size);
  return text + "." +
         base64url({reinterpret_cast<const char*>(code), std::size_t{size}});
}

std::string with_claims(const std::string& claims) {
  return signed_token(R"({"alg":"HS256"})", claims, kSecret);
}

TokenCheck check_by_secret(const std::string& secret = kSecret) {
  const TemporaryFile file(secret);
  Settings settings;
  settings.token_secret_key = file.name();
  return TokenCheck(settings);
}

TokenCheck check_by_public_key(const std::string& key = kPublicKey) {
  const TemporaryFile file(key);
  Settings settings;
  settings.token_public_key = file.name();
  return TokenCheck(settings);
}

}  // namespace

TEST_CASE("a token's subject is its role", "[mock][token_check]") {
  CHECK(check_by_secret().role(with_claims(R"({"sub":"me"})"), kNow) == "me");
  // The one that jwt.io shows.
  CHECK(check_by_secret("your-256-bit-secret")
            .role("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                  "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0Ijox"
                  "NTE2MjM5MDIyfQ."
                  "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
                  kNow) == "1234567890");
}

TEST_CASE("longer digests will do", "[mock][token_check]") {
  const std::string claims = R"({"sub":"me"})";
  const TokenCheck check = check_by_secret();
  CHECK(check.role(
            signed_token(R"({"alg":"HS384"})", claims, kSecret, EVP_sha384()),
            kNow) == "me");
  CHECK(check.role(
            signed_token(R"({"alg":"HS512"})", claims, kSecret, EVP_sha512()),
            kNow) == "me");
}

TEST_CASE("a public key checks what its other half signed",
          "[mock][token_check]") {
  const TokenCheck check = check_by_public_key();
  CHECK(check.role(kSignedByIt, kNow) == "me");
  std::string forged = kSignedByIt;
  char& c = forged[forged.size() - 10];
  c = c == 'A' ? 'B' : 'A';
  CHECK_FALSE(check.role(forged, kNow));
}

TEST_CASE("a token that is signed otherwise is nobody's",
          "[mock][token_check]") {
  const std::string claims = R"({"sub":"me"})";
  const TokenCheck check = check_by_secret();
  CHECK_FALSE(
      check.role(signed_token(R"({"alg":"HS256"})", claims, "another"), kNow));
  CHECK_FALSE(
      check.role(signed_token(R"({"alg":"none"})", claims, kSecret), kNow));
  CHECK_FALSE(check.role(
      base64url(R"({"alg":"none"})") + "." + base64url(claims) + ".", kNow));
  CHECK_FALSE(
      check.role(signed_token(R"({"alg":"HS255"})", claims, kSecret), kNow));
  CHECK_FALSE(check.role(kSignedByIt, kNow));

  // Of another text than it was made of.
  std::string changed = with_claims(claims);
  changed.replace(changed.find('.') + 1,
                  changed.rfind('.') - changed.find('.') - 1,
                  base64url(R"({"sub":"admin"})"));
  CHECK_FALSE(check.role(changed, kNow));
}

// Or who knows the public key could sign.
TEST_CASE("a public key is no secret one", "[mock][token_check]") {
  CHECK_FALSE(check_by_public_key().role(
      signed_token(R"({"alg":"HS256"})", R"({"sub":"me"})", kPublicKey), kNow));
  CHECK_FALSE(check_by_public_key().role(
      signed_token(R"({"alg":"HS256"})", R"({"sub":"me"})", ""), kNow));
}

TEST_CASE("a token has its time", "[mock][token_check]") {
  const TokenCheck check = check_by_secret();
  const std::string until = with_claims(R"({"sub":"me","exp":1700000000})");
  CHECK(check.role(until, kNow - 1) == "me");
  CHECK_FALSE(check.role(until, kNow));
  const std::string from = with_claims(R"({"sub":"me","nbf":1700000000})");
  CHECK_FALSE(check.role(from, kNow - 1));
  CHECK(check.role(from, kNow) == "me");
}

TEST_CASE("what is no token is nobody's", "[mock][token_check]") {
  const TokenCheck check = check_by_secret();
  for (const std::string token :
       {"", ".", "..", "...", "a.b", "a.b.c", "\xff.\xff.\xff"}) {
    CAPTURE(token);
    CHECK_FALSE(check.role(token, kNow));
  }
  CHECK_FALSE(check.role(with_claims("{}"), kNow));
  CHECK_FALSE(check.role(with_claims(R"({"sub":1})"), kNow));
  CHECK_FALSE(check.role(with_claims("[]"), kNow));
  CHECK_FALSE(check.role(with_claims("not JSON"), kNow));
}

TEST_CASE("keys that are none are told", "[mock][token_check]") {
  CHECK_THROWS_AS(check_by_public_key("no key"), UsageError);
  Settings settings;
  settings.token_secret_key = "/no/such/file";
  CHECK_THROWS_AS(TokenCheck(settings), UsageError);
}
