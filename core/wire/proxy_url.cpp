#include "core/wire/proxy_url.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/wire/address_block.h"
#include "core/wire/authority.h"

namespace pulsarws::wire {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    int high = hex_digit(text[i + 1]);
    int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Error wrong(const char* why) { return Error(Status::kInvalidUrl, why); }

bool names(std::string_view entry, const ServiceUrl& server) {
  if (entry == "*") return true;
  // One ':' begins a port, several are an IPv6 address, which with a port has
  // brackets.
  std::size_t colon = entry.rfind(':');
  bool has_port = colon != std::string_view::npos &&
                  (entry.find(':') == colon || entry[colon - 1] == ']');
  if (has_port) {
    if (entry.substr(colon + 1) != std::to_string(server.port)) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.size() > 1 && entry.front() == '[' && entry.back() == ']') {
    entry = entry.substr(1, entry.size() - 2);
  }
  if (is_in_block(server.host, entry)) return true;
  if (entry.substr(0, 2) == "*.") entry.remove_prefix(1);
  if (entry.substr(0, 1) == ".") entry.remove_prefix(1);
  if (entry.empty()) return false;
  const std::string named = lower(server.host);
  std::string_view host = named;
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  if (host == entry) return true;
  return host.size() > entry.size() &&
         host.substr(host.size() - entry.size()) == entry &&
         host[host.size() - entry.size() - 1] == '.';
}

}  // namespace

std::string ProxyServer::host_and_port() const {
  return wire::host_and_port(host, port);
}

Result<ProxyServer> parse_proxy_url(std::string_view text) {
  constexpr const char* kForm = "must be http://host:port";
  ProxyServer proxy;
  std::size_t scheme_end = text.find("://");
  if (scheme_end != std::string_view::npos) {
    if (lower(text.substr(0, scheme_end)) != "http") {
      return wrong(
          "must begin with http://: only HTTP proxies that are spoken to in "
          "clear are supported");
    }
    text.remove_prefix(scheme_end + 3);
  }
  std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    std::string_view credentials = text.substr(0, at);
    std::size_t colon = std::min(credentials.find(':'), credentials.size());
    auto user = percent_decoded(credentials.substr(0, colon));
    auto password = percent_decoded(
        credentials.substr(std::min(colon + 1, credentials.size())));
    if (!user || !password) {
      return wrong("has a user or password that is not percent-encoded");
    }
    if (user->find(':') != std::string::npos) {
      return wrong("has a user with a ':', which Basic cannot tell");
    }
    proxy.user = std::move(*user);
    proxy.password = std::move(*password);
    text.remove_prefix(at + 1);
  }
  auto url = parse_service_url("ws://" + std::string(text));
  if (!url || !url->path.empty()) return wrong(kForm);
  proxy.host = std::move(url->host);
  proxy.port = url->port;
  return proxy;
}

bool is_named_in(std::string_view no_proxy, const ServiceUrl& server) {
  constexpr std::string_view kSeparators = ", \t";
  while (!no_proxy.empty()) {
    std::size_t end =
        std::min(no_proxy.find_first_of(kSeparators), no_proxy.size());
    std::string entry = lower(no_proxy.substr(0, end));
    if (names(entry, server)) return true;
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
  }
  return false;
}

}  // namespace pulsarws::wire
