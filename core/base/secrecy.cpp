#include "core/base/secrecy.h"

namespace pulsarws {

void hide(std::string_view secret, std::string& text) {
  constexpr std::size_t kShortest = 4;
  constexpr std::string_view kStars = "***";
  if (secret.size() < kShortest) return;
  for (std::size_t at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + kStars.size())) {
    text.replace(at, secret.size(), kStars);
  }
}

}  // namespace pulsarws
