#include "core/base/secrecy.h"

#include <string>

#include "tests/support/catch.h"

using namespace pulsarws;

namespace {

std::string hidden(std::string_view secret, std::string text) {
  hide(secret, text);
  return text;
}

}  // namespace

TEST_CASE("a secret is hidden wherever it stands", "[secrecy]") {
  CHECK(hidden("swordfish", "no fish") == "no fish");
  CHECK(hidden("swordfish", "swordfish") == "***");
  CHECK(hidden("swordfish", "a swordfish, swordfishswordfish!") ==
        "a ***, ******!");
  CHECK(hidden("swordfish", "swordfis") == "swordfis");
}

TEST_CASE("what replaces a secret is not looked at again", "[secrecy]") {
  CHECK(hidden("****", "********") == "******");
  CHECK(hidden("aaaa", "aaaaaaa") == "***aaa");
}

TEST_CASE("what is too short to be a secret stays", "[secrecy]") {
  CHECK(hidden("", "text") == "text");
  CHECK(hidden("key", "the key") == "the key");
  CHECK(hidden("keys", "the keys") == "the ***");
}
