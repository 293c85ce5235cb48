#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock/front/settings.h"

namespace pulsarws::mock {

// Who comes with a JSON Web Token.
class TokenCheck {
 public:
  // Reads the keys. Throws UsageError.
  explicit TokenCheck(const Settings& settings);

  // The token's subject, where it is signed with a key of ours and its time has
  // come and is not over.
  std::optional<std::string> role(std::string_view token,
                                  std::int64_t now_seconds) const;

 private:
  bool is_signed(std::string_view algorithm, std::string_view signed_part,
                 std::string_view signature) const;

  std::string secret_;
  std::shared_ptr<EVP_PKEY> public_key_;
};

}  // namespace pulsarws::mock
