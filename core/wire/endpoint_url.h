#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/wire/topic_name.h"

namespace pulsarws::wire {

// A server, as in "wss://host:9443" or "ws://[::1]:8080".
struct ServiceUrl {
  bool tls = false;
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string path;  // a prefix before /ws/v2, no trailing '/'; mostly empty

  std::string host_and_port() const;  // "host:9443", "[::1]:8080"
  std::string to_string() const;      // "wss://host:9443", with the path
};

// Reads ws:// and wss:// URLs; the default ports are 80 and 443. A user, a
// query or a fragment is refused, and so is what is not a host or a port
// (kInvalidUrl, with a sentence that shows none of these secrets).
Result<ServiceUrl> parse_service_url(std::string_view text);

// Reads one or more, separated by commas, as Pulsar's clients do: an entry
// without a scheme has the one before it, and a path at the end is that of all
// entries since the scheme, "wss://a:9443,b:9443/path".
Result<std::vector<ServiceUrl>> parse_service_urls(std::string_view text);

// Percent-encodes all but RFC 3986's unreserved characters; space is %20.
void append_percent_encoded(std::string& out, std::string_view text);

using Query = std::vector<std::pair<std::string, std::string>>;

// Path and query ("/ws/v2/producer/persistent/public/default/test?a=b"),
// percent-encoded; what stands in the request line.
std::string producer_path(const TopicName& topic, const Query& query);
std::string consumer_path(const TopicName& topic, std::string_view subscription,
                          const Query& query);
std::string reader_path(const TopicName& topic, const Query& query);

// The v3 consumer, over several topics (full names) or a pattern. The server
// splits the list at commas: no topic in it may have one in its name.
std::string topics_consumer_path(const std::vector<TopicName>& topics,
                                 std::string_view subscription,
                                 const Query& query);
std::string pattern_consumer_path(std::string_view topics_pattern,
                                  std::string_view subscription,
                                  const Query& query);

}  // namespace pulsarws::wire
