#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mock/front/settings.h"
#include "mock/front/token_check.h"

namespace pulsarws::mock {

// What a request shows of who sends it.
struct Credentials {
  std::string authorization;  // the header
  std::string method;         // X-Pulsar-Auth-Method-Name
  std::string query_token;
  std::string certificate_name;
};

enum class Action { kProduce, kConsume };

// Who may come, and what they may do.
class Access {
 public:
  explicit Access(const Settings& settings)
      : settings_(settings), tokens_(settings) {}

  // The role; nothing where the credentials are none. Without authentication
  // everybody is a superuser without a name.
  std::optional<std::string> role(const Credentials& credentials,
                                  std::int64_t now_seconds) const;

  bool is_superuser(std::string_view role) const;
  // `topic` is a full name.
  bool may(std::string_view role, Action action, std::string_view topic) const;

 private:
  const Settings& settings_;
  const TokenCheck tokens_;
};

}  // namespace pulsarws::mock
