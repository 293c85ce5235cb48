#pragma once

#include <string>

namespace pulsarws {

// What proves that a server has read the key that it was asked with (RFC 6455,
// 4.2.2).
std::string websocket_accept(const std::string& key);

}  // namespace pulsarws
