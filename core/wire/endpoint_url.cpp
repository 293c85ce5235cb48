#include "core/wire/endpoint_url.h"

#include <algorithm>
#include <charconv>

#include "core/wire/authority.h"

namespace pulsarws::wire {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// RFC 3986's unreserved characters.
bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

bool is_host_character(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_printable(char c) { return c > ' ' && c < 0x7f; }

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(
      text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
      });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// A URL as an error may show it: passwords stand before an '@' and tokens
// behind a '?'.
std::string presentable(std::string_view text) {
  std::string shown(text.substr(0, text.find_first_of("?#")));
  const std::size_t at = shown.rfind('@');
  if (at != std::string::npos) {
    const std::size_t scheme_end = shown.find("://");
    const std::size_t begin = scheme_end < at ? scheme_end + 3 : 0;
    shown.replace(begin, at - begin, "...");
  }
  for (char& character : shown) {
    if (!is_printable(character) && character != ' ') character = '?';
  }
  return shown;
}

Error refusal(std::string_view text, std::string_view why) {
  std::string message = "service URL \"" + presentable(text) + "\": ";
  return Error(Status::kInvalidUrl, std::move(message.append(why)));
}

// What an IPv6 address is written with; whether it is one, the resolver finds.
bool could_be_ipv6(std::string_view host) {
  return host.size() >= 2 && host.size() <= 45 &&
         std::count(host.begin(), host.end(), ':') >= 2 &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return is_hex_digit(c) || c == ':' || c == '.';
         });
}

// Puts what stands between the scheme and the path into `url`; returns what is
// wrong with it, else nullptr.
const char* read_authority(std::string_view authority, ServiceUrl& url) {
  std::string_view host;
  std::string_view port;
  bool has_port = false;
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return "the '[' has no ']'";
    host = authority.substr(1, end - 1);
    if (!could_be_ipv6(host)) return "what stands in [] is no IPv6 address";
    port = authority.substr(end + 1);
    has_port = !port.empty();
    if (has_port && port.front() != ':') return "a port is written \":9443\"";
    if (has_port) port.remove_prefix(1);
  } else {
    const std::size_t colon = authority.find(':');
    has_port = colon != std::string_view::npos;
    host = authority.substr(0, colon);
    if (has_port) port = authority.substr(colon + 1);
    if (port.find(':') != std::string_view::npos) {
      return "an IPv6 address must stand in []";
    }
    if (host.empty()) return "the host is missing";
    if (!std::all_of(host.begin(), host.end(), is_host_character)) {
      return "the host has a character that no host name has";
    }
  }

  url.host = host;
  url.port = url.tls ? 443 : 80;
  if (has_port) {
    const char* end = port.data() + port.size();
    const auto [stop, error] = std::from_chars(port.data(), end, url.port);
    if (error != std::errc() || stop != end || url.port == 0) {
      return "the port is not a number from 1 to 65535";
    }
  }
  return nullptr;
}

// Takes the slashes off the end of `path` and returns what is wrong with the
// rest, else nullptr.
const char* read_path(std::string_view path, ServiceUrl& url) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool fits =
        path[i] != '%' || (i + 2 < path.size() && is_hex_digit(path[i + 1]) &&
                           is_hex_digit(path[i + 2]));
    if (!is_printable(path[i]) || !fits) {
      return "the path is not percent-encoded";
    }
  }
  url.path = path;
  const std::string with_slash = url.path + '/';
  if (with_slash.find("/ws/v2/") != std::string::npos ||
      with_slash.find("/ws/v3/") != std::string::npos) {
    return "give the server alone; /ws/v2/... is added by the library";
  }
  return nullptr;
}

void append_segment(std::string& out, std::string_view segment) {
  out += '/';
  append_percent_encoded(out, segment);
}

void append_topic(std::string& out, const TopicName& topic) {
  out += topic.persistent ? "/persistent" : "/non-persistent";
  append_segment(out, topic.tenant);
  append_segment(out, topic.name_space);
  append_segment(out, topic.local_name);
}

void append_query(std::string& out, const Query& query, char separator) {
  for (const auto& [name, value] : query) {
    out += separator;
    append_percent_encoded(out, name);
    out += '=';
    append_percent_encoded(out, value);
    separator = '&';
  }
}

// The v3 consumer's path with the one parameter that it must have.
std::string several_topics_path(std::string_view parameter,
                                std::string_view topics,
                                std::string_view subscription,
                                const Query& query) {
  std::string out = "/ws/v3/consumer";
  append_segment(out, subscription);
  out.append("?").append(parameter).append("=");
  append_percent_encoded(out, topics);
  append_query(out, query, '&');
  return out;
}

}  // namespace

std::string ServiceUrl::host_and_port() const {
  return wire::host_and_port(host, port);
}

std::string ServiceUrl::to_string() const {
  return (tls ? "wss://" : "ws://") + host_and_port() + path;
}

Result<ServiceUrl> parse_service_url(std::string_view text) {
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    return refusal(text, "it must begin with ws:// or wss://");
  }
  ServiceUrl url;
  const std::string_view scheme = text.substr(0, scheme_end);
  url.tls = equal_ignoring_case(scheme, "wss");
  if (!url.tls && !equal_ignoring_case(scheme, "ws")) {
    return refusal(text,
                   "it must begin with ws:// or wss://, the address of "
                   "Pulsar's WebSocket service");
  }

  std::string_view rest = text.substr(scheme_end + 3);
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return refusal(text, "it cannot have a query or a fragment; use options");
  }
  const std::size_t path_begin = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, path_begin);
  if (authority.find('@') != std::string_view::npos) {
    return refusal(text,
                   "it cannot have a user or a password; use the options for "
                   "authentication");
  }
  if (const char* why = read_authority(authority, url)) {
    return refusal(text, why);
  }
  if (const char* why = read_path(rest.substr(path_begin), url)) {
    return refusal(text, why);
  }
  return url;
}

Result<std::vector<ServiceUrl>> parse_service_urls(std::string_view text) {
  std::vector<ServiceUrl> urls;
  std::string_view scheme;
  std::size_t group = 0;  // where the servers of one scheme begin in `urls`
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view entry = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    if (entry.empty()) {
      return Error(Status::kInvalidUrl,
                   urls.empty() ? "the service URL is empty"
                                : "an entry in the list of service URLs is "
                                  "empty");
    }

    std::string full(entry);
    const std::size_t scheme_end = entry.find("://");
    if (scheme_end != std::string_view::npos) {
      scheme = entry.substr(0, scheme_end + 3);
      group = urls.size();
    } else {
      full.insert(0, scheme);
    }
    auto url = parse_service_url(full);
    if (!url) return url.error();
    if (!url->path.empty()) {
      for (; group < urls.size(); ++group) urls[group].path = url->path;
      ++group;
    }
    urls.push_back(std::move(*url));
  }
  return urls;
}

void append_percent_encoded(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char character : text) {
    if (is_unreserved(character)) {
      out += character;
    } else {
      const auto byte = static_cast<unsigned char>(character);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

std::string producer_path(const TopicName& topic, const Query& query) {
  std::string out = "/ws/v2/producer";
  append_topic(out, topic);
  append_query(out, query, '?');
  return out;
}

std::string consumer_path(const TopicName& topic, std::string_view subscription,
                          const Query& query) {
  std::string out = "/ws/v2/consumer";
  append_topic(out, topic);
  append_segment(out, subscription);
  append_query(out, query, '?');
  return out;
}

std::string reader_path(const TopicName& topic, const Query& query) {
  std::string out = "/ws/v2/reader";
  append_topic(out, topic);
  append_query(out, query, '?');
  return out;
}

std::string topics_consumer_path(const std::vector<TopicName>& topics,
                                 std::string_view subscription,
                                 const Query& query) {
  std::string names;
  for (const TopicName& topic : topics) {
    if (!names.empty()) names += ',';
    names += topic.to_string();
  }
  return several_topics_path("topics", names, subscription, query);
}

std::string pattern_consumer_path(std::string_view topics_pattern,
                                  std::string_view subscription,
                                  const Query& query) {
  return several_topics_path("topicsPattern", topics_pattern, subscription,
                             query);
}

}  // namespace pulsarws::wire
