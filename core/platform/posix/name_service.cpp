#include "core/platform/name_service.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/platform/tcp_socket.h"

namespace pulsarws::platform {

HostAddresses addresses_of(const std::string& host) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  HostAddresses found;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &first);
  if (code != 0) {
    found.failure =
        code == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(code);
    found.shortage = code == EAI_MEMORY || is_out_of_descriptors();
    return found;
  }
  struct Free {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
  };
  const std::unique_ptr<addrinfo, Free> list(first);
  for (const addrinfo* one = first; one; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text;
    if (getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(),
                    nullptr, 0, NI_NUMERICHOST) == 0) {
      found.addresses.emplace_back(text.data());
    }
  }
  if (found.addresses.empty()) found.failure = "it has no address";
  return found;
}

}  // namespace pulsarws::platform
