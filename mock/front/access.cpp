#include "mock/front/access.h"

#include <algorithm>

namespace pulsarws::mock {
namespace {

constexpr std::string_view kBearer = "Bearer";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view token_in(const Credentials& credentials) {
  const std::string_view header = credentials.authorization;
  if (header.substr(0, kBearer.size()) == kBearer) {
    return trimmed(header.substr(kBearer.size()));
  }
  return credentials.query_token;
}

// Whether the place, a namespace or a topic, holds the topic.
bool holds(const std::string& place, std::string_view topic) {
  if (place.find("://") != std::string::npos) return topic == place;
  const std::size_t begin = topic.find("://");
  const std::string_view rest = topic.substr(begin + 3);
  return rest.substr(0, place.size()) == place && rest.size() > place.size() &&
         rest[place.size()] == '/';
}

}  // namespace

std::optional<std::string> Access::role(const Credentials& credentials,
                                        std::int64_t now_seconds) const {
  if (!settings_.authenticates() && settings_.ca.empty()) return std::string();
  const std::string& method = credentials.method;
  if (method.empty() || method == "token") {
    auto role = tokens_.role(token_in(credentials), now_seconds);
    if (role) return role;
  }
  const bool certificate_counts = method.empty() || method == "tls";
  if (certificate_counts && !credentials.certificate_name.empty()) {
    return credentials.certificate_name;
  }
  return std::nullopt;
}

bool Access::is_superuser(std::string_view role) const {
  if (!settings_.authenticates() && settings_.ca.empty()) return true;
  return std::find(settings_.superusers.begin(), settings_.superusers.end(),
                   role) != settings_.superusers.end();
}

bool Access::may(std::string_view role, Action action,
                 std::string_view topic) const {
  if (is_superuser(role)) return true;
  const auto found = settings_.rights.find(std::string(role));
  if (found == settings_.rights.end()) return false;
  for (const Right& right : found->second) {
    const bool allows =
        action == Action::kProduce ? right.produce : right.consume;
    if (allows && holds(right.place, topic)) return true;
  }
  return false;
}

}  // namespace pulsarws::mock
