#include "core/wire/authority.h"

#include <charconv>
#include <system_error>

namespace pulsarws::wire {
namespace {

// A name may begin with "127." too: "127.example.com" is anybody's.
bool is_ipv4_loopback(std::string_view host) {
  constexpr std::string_view kNet = "127.";
  if (host.substr(0, kNet.size()) != kNet) return false;
  const char* at = host.data() + kNet.size();
  const char* const end = host.data() + host.size();
  for (int left = 3; left > 0; --left) {
    std::uint8_t byte = 0;
    const auto [stop, error] = std::from_chars(at, end, byte);
    if (error != std::errc()) return false;
    if (left == 1) return stop == end;
    if (stop == end || *stop != '.') return false;
    at = stop + 1;
  }
  return false;
}

}  // namespace

std::string host_in_brackets(std::string_view host) {
  const bool ipv6 = host.find(':') != std::string_view::npos;
  std::string text = ipv6 ? "[" : "";
  text += host;
  if (ipv6) text += ']';
  return text;
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  return host_in_brackets(host).append(":").append(std::to_string(port));
}

std::string host_header(std::string_view host, std::uint16_t port, bool tls) {
  const bool usual = port == (tls ? 443 : 80);
  return usual ? host_in_brackets(host) : host_and_port(host, port);
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "::1" || is_ipv4_loopback(host);
}

}  // namespace pulsarws::wire
