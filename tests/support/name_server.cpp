#include "name_server.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>

#include <cstdlib>
#include <cstring>
#include <map>

#include "recorded.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

struct NameServer {
  bool hangs = false;
  std::map<std::string, std::vector<std::string>> hosts;
  std::map<std::string, std::size_t> asked;
};

Recorded<NameServer>& name_server() {
  static auto* server = new Recorded<NameServer>();
  return *server;
}

// As the C library allocates what its freeaddrinfo() frees.
addrinfo* entry_for(const std::string& address) {
  void* place = std::calloc(1, sizeof(addrinfo) + sizeof(sockaddr_storage));
  auto* entry = static_cast<addrinfo*>(place);
  entry->ai_addr = reinterpret_cast<sockaddr*>(entry + 1);
  entry->ai_socktype = SOCK_STREAM;
  auto* v6 = reinterpret_cast<sockaddr_in6*>(entry->ai_addr);
  auto* v4 = reinterpret_cast<sockaddr_in*>(entry->ai_addr);
  if (inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    entry->ai_family = AF_INET6;
    v6->sin6_family = AF_INET6;
    entry->ai_addrlen = sizeof(sockaddr_in6);
  } else {
    inet_pton(AF_INET, address.c_str(), &v4->sin_addr);
    entry->ai_family = AF_INET;
    v4->sin_family = AF_INET;
    entry->ai_addrlen = sizeof(sockaddr_in);
  }
  return entry;
}

}  // namespace

FakeHost::FakeHost(std::string name, const std::vector<std::string>& addresses)
    : name_(std::move(name)) {
  name_server().update(
      [&](NameServer& server) { server.hosts[name_] = addresses; });
}

FakeHost::~FakeHost() {
  name_server().update([&](NameServer& server) { server.hosts.erase(name_); });
}

HangingHost::HangingHost() {
  name_server().update([](NameServer& server) { server.hangs = true; });
}

HangingHost::~HangingHost() {
  name_server().update([](NameServer& server) { server.hangs = false; });
}

std::size_t times_asked_for(const std::string& name) {
  auto asked = name_server().read().asked;
  return asked[name];
}

}  // namespace pulsarws::testing

// Stands in front of the C library's, for this program and all its libraries.
extern "C" __attribute__((visibility("default"))) int getaddrinfo(
    const char* node, const char* service, const addrinfo* hints,
    addrinfo** result) {
  using namespace pulsarws::testing;
  static const auto real =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (!node) return real(node, service, hints, result);
  name_server().update([&](NameServer& server) { ++server.asked[node]; });
  if (std::strcmp(node, HangingHost::kName) == 0) {
    name_server().wait_until(
        [](const NameServer& server) { return !server.hangs; }, kSoon);
    return EAI_AGAIN;
  }
  const NameServer now = name_server().read();
  auto host = now.hosts.find(node);
  if (host == now.hosts.end()) return real(node, service, hints, result);
  const int port = service ? std::atoi(service) : 0;
  *result = nullptr;
  addrinfo** last = result;
  for (const std::string& address : host->second) {
    addrinfo* entry = entry_for(address);
    // The port stands at the same place for both families.
    reinterpret_cast<sockaddr_in*>(entry->ai_addr)->sin_port =
        htons(static_cast<std::uint16_t>(port));
    *last = entry;
    last = &entry->ai_next;
  }
  return 0;
}
