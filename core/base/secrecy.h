#pragma once

#include <string>
#include <string_view>

namespace pulsarws {

// Replaces every `secret` in `text`, which is to be shown, by "***". Something
// too short to be one stays.
void hide(std::string_view secret, std::string& text);

}  // namespace pulsarws
