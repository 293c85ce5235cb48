#include "core/platform/name_service.h"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <array>
#include <memory>
#include <system_error>

namespace pulsarws::platform {

HostAddresses addresses_of(const std::string& host) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  HostAddresses found;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &first);
  if (code != 0) {
    found.failure = std::system_category().message(code);
    return found;
  }
  struct Free {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
  };
  const std::unique_ptr<addrinfo, Free> list(first);
  for (const addrinfo* one = first; one; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text;
    if (getnameinfo(one->ai_addr, static_cast<socklen_t>(one->ai_addrlen),
                    text.data(), static_cast<DWORD>(text.size()), nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      found.addresses.emplace_back(text.data());
    }
  }
  if (found.addresses.empty()) found.failure = "it has no address";
  return found;
}

}  // namespace pulsarws::platform
