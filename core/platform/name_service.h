#pragma once

#include <string>
#include <vector>

namespace pulsarws::platform {

// The addresses of a host, as text, in the system's order of preference; or
// why there are none, in the system's words. Blocks as long as the system
// likes.
struct HostAddresses {
  std::vector<std::string> addresses;
  std::string failure;
  bool shortage = false;  // there is no descriptor left to ask with
};
HostAddresses addresses_of(const std::string& host);

}  // namespace pulsarws::platform
